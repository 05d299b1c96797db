package io.ingress4j.benchmarks.table;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Somebody who finds the rule of a request. What is asked for again and again is made ready once, in its favour. */
public interface Finder {

    /** Returns what this one finds routes by: its own form of the request, which a server would have made by then. */
    default Object ready(Request request) {
        return request;
    }

    /** Returns what it finds for a request made {@link #ready}; null, or an answer without a rule, where there is none. */
    @Nullable
    Object find(Object request);

    /** Returns the rule of an answer, or null. */
    @Nullable
    Rule ruleOf(@Nullable Object answer);

    /** Who takes part. */
    enum Kind {
        /** Our router. */
        INGRESS4J {
            @Override
            public Finder of(Table table) {
                return OurFinder.of(table);
            }
        },
        /** A hash map of hosts, each with a hash map of whole paths and a tree map of prefixes. */
        HOME_MADE {
            @Override
            public Finder of(Table table) {
                return new HomeMadeFinder(table.rules());
            }
        },
        /** One rule after another. */
        LINEAR {
            @Override
            public Finder of(Table table) {
                return new LinearFinder(table.rules());
            }
        },
        /** Armeria's virtual hosts and routers. */
        ARMERIA {
            @Override
            public Finder of(Table table) {
                return new ArmeriaFinder(table.rules());
            }
        },
        /** The predicates of Spring Cloud Gateway, one route after another. */
        SPRING {
            @Override
            public Finder of(Table table) {
                return new SpringFinder(table.rules());
            }
        },
        /** Jetty's {@code PathMappings} behind a hash map of hosts. */
        JETTY {
            @Override
            public Finder of(Table table) {
                return new JettyFinder(table.rules());
            }
        },
        /** Undertow's {@code PathMatcher} behind a hash map of hosts. */
        UNDERTOW {
            @Override
            public Finder of(Table table) {
                return new UndertowFinder(table.rules());
            }
        };

        /** Makes one that knows a table. */
        public abstract Finder of(Table table);
    }

    /** Returns every one but the two that look at each rule. */
    static List<Kind> indexed() {
        return List.of(Kind.INGRESS4J, Kind.HOME_MADE, Kind.ARMERIA, Kind.JETTY, Kind.UNDERTOW);
    }
}
