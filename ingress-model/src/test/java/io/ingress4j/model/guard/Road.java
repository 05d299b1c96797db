package io.ingress4j.model.guard;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The classes of one module and the rules of the road between its packages. Maven refuses circles between modules; nothing
 * else refuses them between packages.
 */
public final class Road {
    private final String root;
    private final JavaClasses classes;

    private Road(String root) {
        this.root = root;
        this.classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(root);
        if (classes.isEmpty()) {
            throw new IllegalStateException("no class below package " + root + " (expected: the module's own)");
        }
    }

    /** Reads the classes below a package, tests aside. */
    public static Road below(String rootPackage) {
        return new Road(rootPackage);
    }

    /** Fails on a circle of packages. */
    public void hasNoCircle() {
        SlicesRuleDefinition.slices()
                .matching(root + ".(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(classes);
    }

    /** Fails where one folder below a package imports another one beside it. */
    public void foldersKeepApart(String parent) {
        SlicesRuleDefinition.slices()
                .matching(parent + ".(*)..")
                .should()
                .notDependOnEachOther()
                .check(classes);
    }

    /** Fails where a class of a package uses one of another package or below. */
    public void staysClear(String of, String... packages) {
        noClasses()
                .that()
                .resideInAPackage(of)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages)
                .check(classes);
    }

    /**
     * Returns the types of outside libraries that public or protected members of public classes show.
     *
     * @param allowed beginnings of the names of packages that may be shown, beside the JDK's and our own
     */
    public List<String> foreignTypesInSignatures(String... allowed) {
        Set<String> found = new TreeSet<>();
        for (JavaClass type : classes) {
            if (!isVisible(type)) {
                continue;
            }
            List<JavaType> shown = new ArrayList<>(type.getInterfaces());
            type.getSuperclass().ifPresent(shown::add);
            for (JavaMember member : type.getMembers()) {
                if (isVisible(member)) {
                    shown.addAll(typesOf(member));
                }
            }
            for (JavaType each : shown) {
                for (JavaClass raw : each.getAllInvolvedRawTypes()) {
                    String name = raw.getBaseComponentType().getName();
                    if (isForeign(name, allowed)) {
                        found.add(type.getName() + " shows " + name);
                    }
                }
            }
        }
        return List.copyOf(found);
    }

    private static List<JavaType> typesOf(JavaMember member) {
        List<JavaType> types = new ArrayList<>();
        if (member instanceof JavaField field) {
            types.add(field.getType());
        } else if (member instanceof JavaCodeUnit code) {
            types.add(code.getReturnType());
            types.addAll(code.getParameterTypes());
            types.addAll(code.getExceptionTypes());
        }
        return types;
    }

    private static boolean isVisible(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(Road::isVisible).orElse(true);
    }

    private static boolean isVisible(JavaMember member) {
        return member.getModifiers().contains(JavaModifier.PUBLIC)
                || member.getModifiers().contains(JavaModifier.PROTECTED);
    }

    private static boolean isForeign(String name, String... allowed) {
        if (name.indexOf('.') < 0
                || name.startsWith("java.")
                || name.startsWith("javax.")
                || name.startsWith("io.ingress4j.")) {
            return false;
        }
        for (String beginning : allowed) {
            if (name.startsWith(beginning)) {
                return false;
            }
        }
        return true;
    }
}
