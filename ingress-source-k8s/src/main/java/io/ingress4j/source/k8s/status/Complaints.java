package io.ingress4j.source.k8s.status;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log what the API server refuses or fails to do: a permission once, everything else once a minute. */
final class Complaints {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterReporter.class);
    private static final long PAUSE_NANOS = 60_000_000_000L;

    private final Set<Task> refused = new HashSet<>();
    private final Map<Task, Long> failed = new HashMap<>();

    /** What is asked of the API server, and the permission that it takes. */
    enum Task {
        READ_LEASE("get", "leases", "coordination.k8s.io", "get, create, update"),
        CREATE_LEASE("create", "leases", "coordination.k8s.io", "get, create, update"),
        UPDATE_LEASE("update", "leases", "coordination.k8s.io", "get, create, update"),
        LIST_INGRESSES("list", "ingresses", "networking.k8s.io", "get, list, watch"),
        WATCH_INGRESSES("watch", "ingresses", "networking.k8s.io", "get, list, watch"),
        READ_INGRESS("get", "ingresses", "networking.k8s.io", "get, list, watch"),
        UPDATE_STATUS("update", "ingresses/status", "networking.k8s.io", "update"),
        LIST_SERVICE("list", "services", "", "get, list, watch"),
        WATCH_SERVICE("watch", "services", "", "get, list, watch"),
        CREATE_EVENT("create", "events", "", "create, patch"),
        PATCH_EVENT("patch", "events", "", "create, patch");

        private final String verb;
        private final String resource;
        private final String group;
        private final String verbs;

        Task(String verb, String resource, String group, String verbs) {
            this.verb = verb;
            this.resource = resource;
            this.group = group;
            this.verbs = verbs;
        }

        private String rule() {
            return "{apiGroups: [\"" + group + "\"], resources: [" + resource + "], verbs: [" + verbs + "]}";
        }
    }

    /**
     * Says that a task failed.
     *
     * @param place the namespace, or empty for all of them
     */
    synchronized void failed(Task task, String place, Exception failure) {
        if (failure instanceof ApiRefusal refusal && refusal.code() == ApiRefusal.FORBIDDEN) {
            if (refused.add(task)) {
                LOG.warn(
                        "the API server refuses to {} {}{} (expected: {} with the rule {}); tried again from time to time,"
                                + " and serving goes on: {}",
                        task.verb,
                        task.resource,
                        place.isEmpty() ? " in the cluster" : " in namespace " + place,
                        place.isEmpty() ? "a ClusterRole" : "a ClusterRole, or a Role in " + place + ",",
                        task.rule(),
                        failure.getMessage());
            }
            return;
        }
        long now = System.nanoTime();
        Long said = failed.get(task);
        if (said == null || now - said >= PAUSE_NANOS) {
            failed.put(task, now);
            LOG.warn(
                    "could not {} {}{}; tried again, and serving goes on: {}",
                    task.verb,
                    task.resource,
                    place.isEmpty() ? "" : " in namespace " + place,
                    failure.getMessage());
        }
    }

    /** Hears that a task was done. */
    synchronized void done(Task task) {
        failed.remove(task);
        if (refused.remove(task)) {
            LOG.info("the API server no longer refuses to {} {}", task.verb, task.resource);
        }
    }
}
