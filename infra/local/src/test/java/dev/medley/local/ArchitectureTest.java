package dev.medley.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Dependencies between the modules run one way. */
class ArchitectureTest {
  /**
   * A module: where it lies, whom of Medley it may know, and what it must never have beside it.
   *
   * @param knows modules by name; itself is understood
   * @param shuns packages of libraries that must not be used
   */
  private record Module(String folder, Set<String> knows, Set<String> shuns) {}

  private static final String FLINK = "org.apache.flink";
  private static final String STREAMS = "org.apache.kafka.streams";
  private static final String KAFKA = "org.apache.kafka";
  private static final String DJL = "ai.djl";
  private static final String PYTORCH = DJL + ".pytorch";
  private static final String PICOCLI = "picocli";

  private static final Map<String, Module> MODULES =
      new TreeMap<>(
          Map.ofEntries(
              entry("standalone", "infra/standalone", Set.of(), FLINK, STREAMS, DJL),
              entry("testing", "infra/testing", Set.of("standalone"), FLINK, STREAMS, DJL),
              entry("schemas", "schemas", Set.of(), FLINK, STREAMS, DJL, PICOCLI),
              entry("kafka", "schemas/kafka", Set.of("schemas"), FLINK, STREAMS, DJL),
              entry("lm", "trainer/lm", Set.of(), FLINK, KAFKA),
              entry("ensemble", "trainer/ensemble", Set.of(), FLINK, KAFKA, DJL),
              entry("feedback", "streams/feedback", Set.of("schemas", "kafka"), STREAMS, PYTORCH),
              entry(
                  "subscriber",
                  "streams/subscriber",
                  Set.of("schemas", "kafka"),
                  FLINK,
                  STREAMS,
                  DJL),
              entry("learner", "trainer/learner", Set.of("schemas", "kafka", "lm"), FLINK, STREAMS),
              entry(
                  "serving",
                  "streams/serving",
                  Set.of("schemas", "kafka", "lm", "ensemble", "subscriber"),
                  FLINK),
              entry(
                  "lab",
                  "trainer/lab",
                  Set.of("schemas", "lm", "learner", "ensemble"),
                  FLINK,
                  STREAMS),
              entry(
                  "local",
                  "infra/local",
                  Set.of("standalone", "schemas", "kafka", "lm", "lab"),
                  FLINK,
                  STREAMS)));

  private static Map.Entry<String, Module> entry(
      String name, String folder, Set<String> knows, String... shuns) {
    return Map.entry(name, new Module(folder, knows, Set.of(shuns)));
  }

  @TestFactory
  List<DynamicTest> shouldKnowOnlyWhomTheDesignAllows() {
    return MODULES.keySet().stream().map(m -> DynamicTest.dynamicTest(m, () -> check(m))).toList();
  }

  private static void check(String name) {
    // Given
    Module module = MODULES.get(name);
    Path classes =
        Path.of(System.getProperty("medley.home"))
            .resolve(module.folder())
            .resolve("target/classes");
    assertThat(Files.isDirectory(classes))
        .as("%s has classes in %s: is the module there, and built before this one?", name, classes)
        .isTrue();

    // When
    JavaClasses imported = new ClassFileImporter().importPath(classes);

    // Then
    assertThat(imported).as("classes of %s", name).isNotEmpty();
    assertThat(forbidden(name, module, imported)).isEmpty();
    assertThat(outsideItsPackage(name, imported)).isEmpty();
  }

  private static Set<String> forbidden(String name, Module module, JavaClasses classes) {
    Set<String> found = new TreeSet<>();
    for (JavaClass type : classes) {
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        String target = dependency.getTargetClass().getBaseComponentType().getName();
        String owner = owner(target);
        boolean ours = owner != null && !owner.equals(name) && !module.knows().contains(owner);
        boolean shunned = module.shuns().stream().anyMatch(p -> target.startsWith(p + "."));
        if (ours || shunned) {
          found.add(type.getName() + " → " + target);
        }
      }
    }
    return found;
  }

  private static Set<String> outsideItsPackage(String name, JavaClasses classes) {
    Set<String> found = new TreeSet<>();
    for (JavaClass type : classes) {
      if (!name.equals(owner(type.getName()))) {
        found.add(type.getName());
      }
    }
    return found;
  }

  /** The module that a class belongs to: the package below dev.medley; null for libraries. */
  private static String owner(String className) {
    if (!className.startsWith("dev.medley.")) {
      return null;
    }
    String rest = className.substring("dev.medley.".length());
    int dot = rest.indexOf('.');
    return dot < 0 ? rest : rest.substring(0, dot);
  }
}
