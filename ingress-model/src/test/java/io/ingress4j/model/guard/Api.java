package io.ingress4j.model.guard;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a module shows to everybody: the public and protected members of the public types in its exported packages. The file
 * {@code src/test/resources/api.txt} holds what the previous build showed.
 */
public final class Api {
    private static final String HOW =
            "write it down where that is meant: mvn -Dfast -pl %s -am test -Dtest=ApiTest -Dapi.write=true"
                    + " -Dsurefire.failIfNoSpecifiedTests=false";

    private static final Set<String> EVERYBODYS = Set.of("equals", "hashCode", "toString");

    private Api() {}

    /**
     * Returns how the API of the module under test differs from the one in its file: what is gone with a minus, what is new
     * with a plus, and how to write it down; empty where nothing differs. With {@code -Dapi.write=true} the file is written.
     *
     * @throws IOException if the classes or the file cannot be read, or the file cannot be written
     * @throws ClassNotFoundException if a class of the module is not on the class path
     */
    public static String changes() throws IOException, ClassNotFoundException {
        Path module = Path.of(System.getProperty("basedir"));
        Path file = module.resolve(Path.of("src", "test", "resources", "api.txt"));
        Set<String> now = read(module.resolve(Path.of("target", "classes")));
        if (Boolean.getBoolean("api.write")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, String.join("\n", now) + "\n");
        }
        Set<String> before = new TreeSet<>(Files.readAllLines(file));
        List<String> changes = new ArrayList<>();
        before.stream().filter(line -> !now.contains(line)).forEach(line -> changes.add("- " + line));
        now.stream().filter(line -> !before.contains(line)).forEach(line -> changes.add("+ " + line));
        if (changes.isEmpty()) {
            return "";
        }
        changes.add(HOW.formatted(module.getFileName()));
        return String.join("\n", changes);
    }

    private static Set<String> read(Path classes) throws IOException, ClassNotFoundException {
        Set<String> lines = new TreeSet<>();
        ModuleDescriptor module =
                ModuleFinder.of(classes).findAll().iterator().next().descriptor();
        for (ModuleDescriptor.Exports export : module.exports()) {
            if (!export.isQualified()) {
                lines.add("exports " + export.source());
                describePackage(classes, export.source(), lines);
            }
        }
        return lines;
    }

    private static void describePackage(Path classes, String name, Set<String> lines)
            throws IOException, ClassNotFoundException {
        List<String> files;
        try (Stream<Path> found = Files.list(classes.resolve(name.replace('.', '/')))) {
            files = found.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".class") && !file.equals("package-info.class"))
                    .toList();
        }
        for (String file : files) {
            String type = name + "." + file.substring(0, file.length() - ".class".length());
            describe(Class.forName(type, false, Api.class.getClassLoader()), lines);
        }
    }

    private static void describe(Class<?> type, Set<String> lines) {
        if (!isVisible(type)) {
            return;
        }
        String name = type.getName();
        // A younger Java says by itself what is sealed.
        StringBuilder head = new StringBuilder(type.toGenericString().replaceAll("(non-)?sealed ", ""));
        if (type.getGenericSuperclass() != null
                && type.getSuperclass() != Object.class
                && !type.isEnum()
                && !type.isRecord()) {
            head.append(" extends ").append(type.getGenericSuperclass().getTypeName());
        }
        for (var each : type.getGenericInterfaces()) {
            head.append(" implements ").append(each.getTypeName());
        }
        if (type.isSealed()) {
            head.append(Arrays.stream(type.getPermittedSubclasses())
                    .map(Class::getName)
                    .collect(Collectors.joining(", ", " permits ", "")));
        }
        lines.add(name + ": " + head);
        // What a hidden superclass shows, the type shows.
        for (Class<?> at = type; at != null && (at == type || !isVisible(at)); at = at.getSuperclass()) {
            for (Field field : at.getDeclaredFields()) {
                addIfVisible(name, field, field.toGenericString(), lines);
            }
            for (Executable method : at.getDeclaredMethods()) {
                addIfVisible(name, method, method.toGenericString(), lines);
            }
        }
        for (Executable constructor : type.getDeclaredConstructors()) {
            addIfVisible(name, constructor, constructor.toGenericString(), lines);
        }
    }

    private static void addIfVisible(String type, Member member, String text, Set<String> lines) {
        if (isVisible(member.getModifiers()) && !member.isSynthetic() && !EVERYBODYS.contains(member.getName())) {
            String qualified = " " + member.getDeclaringClass().getName() + "." + member.getName();
            lines.add(type + ": "
                    + text.replace("synchronized ", "")
                            .replace(qualified, " " + member.getName())
                            .replaceAll("java\\.lang\\.(?=[A-Z])", ""));
        }
    }

    private static boolean isVisible(Class<?> type) {
        return isVisible(type.getModifiers())
                && (type.getEnclosingClass() == null || isVisible(type.getEnclosingClass()))
                && !type.isAnonymousClass()
                && !type.isLocalClass();
    }

    private static boolean isVisible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }
}
