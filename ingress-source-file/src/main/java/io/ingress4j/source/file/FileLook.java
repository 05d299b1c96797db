package io.ingress4j.source.file;

import io.ingress4j.model.Diagnostic;
import io.ingress4j.model.Diagnostic.Severity;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * One look at a file or at what is below a directory. It opens no file: pipes and devices are passed over, links are
 * followed, and a directory to which several links lead counts once, so that no circle of links is followed.
 */
final class FileLook {
    /**
     * What a file is like from outside.
     *
     * @param text what changes whenever the file does
     * @param modifiedMillis when it was last written, in milliseconds since 1970
     * @param bytes how long it is
     */
    record Stamp(String text, long modifiedMillis, long bytes) {}

    private final FileLimits limits;
    private final Map<Path, Stamp> files = new TreeMap<>();
    private final Map<Path, Object> directories = new HashMap<>();
    private final Set<Path> closed = new HashSet<>();
    private final List<Diagnostic> problems = new ArrayList<>();
    private final Set<Object> seen = new HashSet<>();
    private int entries;
    private boolean complete = true;

    private FileLook(FileLimits limits) {
        this.limits = limits;
    }

    /** Looks at a file or directory. */
    static FileLook at(Path root, FileLimits limits) {
        var look = new FileLook(limits);
        try {
            BasicFileAttributes attributes = Files.readAttributes(root, BasicFileAttributes.class);
            if (attributes.isDirectory()) {
                look.walk(root, attributes, 1);
            } else if (attributes.isRegularFile()) {
                look.files.put(root, stamp(attributes));
            } else {
                look.complete = false;
                look.report(Severity.ERROR, "not-a-file", root, "expected: a regular file or a directory; not read");
            }
        } catch (IOException e) {
            look.complete = false;
            look.report(
                    Severity.ERROR,
                    "unreadable-path",
                    root,
                    "expected: a file or directory (" + reason(e) + "); what was read before stays");
        }
        return look;
    }

    /** Returns the manifests that are there, in the order of their paths. */
    Map<Path, Stamp> files() {
        return files;
    }

    /** Returns the directories that were walked, each with what tells it from another of the same path. */
    Map<Path, Object> directories() {
        return directories;
    }

    /** Returns what was passed over, and why. */
    List<Diagnostic> problems() {
        return problems;
    }

    /** Returns whether a file that was not found is really gone, and not merely out of sight. */
    boolean provesGone(Path file) {
        return complete && closed.stream().noneMatch(file::startsWith);
    }

    private void walk(Path directory, BasicFileAttributes attributes, int depth) {
        Object identity = attributes.fileKey() == null ? directory.toAbsolutePath() : attributes.fileKey();
        if (!seen.add(identity)) {
            return;
        }
        if (depth > limits.maxDepth()) {
            pass(directory, "expected: at most " + limits.maxDepth() + " directories within each other; passed over");
            return;
        }
        directories.put(directory, identity);
        List<Path> names = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            for (Path name : stream) {
                if (entries == limits.maxEntries()) {
                    stop(directory);
                    break;
                }
                entries++;
                names.add(name);
            }
        } catch (IOException | DirectoryIteratorException e) {
            pass(directory, "expected: a directory that can be read (" + reason(e) + "); what was read before stays");
            return;
        }
        names.sort(null);
        names.forEach(name -> visit(name, depth));
    }

    private void stop(Path directory) {
        if (complete) {
            report(
                    Severity.ERROR,
                    "too-many-files",
                    directory,
                    "expected: at most " + limits.maxEntries() + " names; further ones are passed over");
        }
        complete = false;
    }

    private void pass(Path directory, String message) {
        closed.add(directory);
        report(Severity.ERROR, "unreadable-directory", directory, message);
    }

    private void visit(Path path, int depth) {
        String name = String.valueOf(path.getFileName());
        if (name.startsWith(".")) {
            return;
        }
        boolean manifest = isManifest(name);
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            if (attributes.isDirectory()) {
                walk(path, attributes, depth + 1);
            } else if (manifest && attributes.isRegularFile()) {
                files.put(path, stamp(attributes));
            } else if (manifest) {
                report(Severity.WARNING, "not-a-file", path, "expected: a regular file; passed over");
            }
        } catch (IOException e) {
            if (manifest && Files.isSymbolicLink(path)) {
                report(
                        Severity.WARNING,
                        "unreadable-file",
                        path,
                        "expected: a link that leads to a file (" + reason(e) + "); passed over");
            } else if (manifest && !(e instanceof NoSuchFileException)) {
                closed.add(path);
                report(
                        Severity.ERROR,
                        "unreadable-file",
                        path,
                        "expected: a readable file (" + reason(e) + "); its last good objects stay");
            }
        }
    }

    /** Names of editors' temporary files end otherwise, or begin with a dot or a hash. */
    private static boolean isManifest(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        boolean ending = lower.endsWith(".yaml") || lower.endsWith(".yml") || lower.endsWith(".json");
        return ending && !name.startsWith("#");
    }

    private static Stamp stamp(BasicFileAttributes attributes) {
        String text = attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
        return new Stamp(text, attributes.lastModifiedTime().toMillis(), attributes.size());
    }

    private void report(Severity severity, String code, Path path, String message) {
        problems.add(Diagnostic.builder(severity, code)
                .message(message)
                .place(path.toString(), 0)
                .build());
    }

    static String reason(Exception e) {
        return e.getClass().getSimpleName();
    }
}
