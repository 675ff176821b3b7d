package dev.medley.local;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The modules of the design, and their classes as the build before this module left them. */
final class Modules {
  /**
   * A module: where it lies, whom of Medley it may know, and what it must never have beside it.
   *
   * @param knows modules by name; itself is understood
   * @param shuns packages of libraries that must not be used
   */
  record Module(String folder, Set<String> knows, Set<String> shuns) {
    Path sources() {
      return HOME.resolve(folder).resolve("src/main/java");
    }
  }

  static final Path HOME = Path.of(System.getProperty("medley.home"));

  private static final String PREFIX = "dev.medley.";
  private static final String FLINK = "org.apache.flink";
  private static final String STREAMS = "org.apache.kafka.streams";
  private static final String KAFKA = "org.apache.kafka";
  private static final String DJL = "ai.djl";
  private static final String PYTORCH = DJL + ".pytorch";
  private static final String PICOCLI = "picocli";

  private static final Map<String, Module> ALL =
      new TreeMap<>(
          Map.ofEntries(
              module("standalone", "infra/standalone", Set.of(), FLINK, STREAMS, DJL),
              module("testing", "infra/testing", Set.of("standalone"), FLINK, STREAMS, DJL),
              module("schemas", "schemas", Set.of(), FLINK, STREAMS, DJL, PICOCLI),
              module("kafka", "schemas/kafka", Set.of("schemas"), FLINK, STREAMS, DJL),
              module("lm", "trainer/lm", Set.of(), FLINK, KAFKA),
              module("ensemble", "trainer/ensemble", Set.of(), FLINK, KAFKA, DJL),
              module("feedback", "streams/feedback", Set.of("schemas", "kafka"), STREAMS, PYTORCH),
              module(
                  "subscriber",
                  "streams/subscriber",
                  Set.of("schemas", "kafka"),
                  FLINK,
                  STREAMS,
                  DJL),
              module(
                  "learner", "trainer/learner", Set.of("schemas", "kafka", "lm"), FLINK, STREAMS),
              module(
                  "serving",
                  "streams/serving",
                  Set.of("schemas", "kafka", "lm", "ensemble", "subscriber"),
                  FLINK),
              module(
                  "lab",
                  "trainer/lab",
                  Set.of("schemas", "lm", "learner", "ensemble"),
                  FLINK,
                  STREAMS),
              module(
                  "local",
                  "infra/local",
                  Set.of("standalone", "schemas", "kafka", "lm", "lab"),
                  FLINK,
                  STREAMS)));

  private Modules() {}

  private static Map.Entry<String, Module> module(
      String name, String folder, Set<String> knows, String... shuns) {
    return Map.entry(name, new Module(folder, knows, Set.of(shuns)));
  }

  static Map<String, Module> all() {
    return ALL;
  }

  /** A module's classes of main code; there must be some. */
  static JavaClasses classes(String name) {
    Path classes = HOME.resolve(ALL.get(name).folder()).resolve("target/classes");
    JavaClasses found = new ClassFileImporter().importPath(classes);
    if (found.isEmpty()) {
      throw new AssertionError(
          "%s has no classes in %s: is the module there, and built before this one?"
              .formatted(name, classes));
    }
    return found;
  }

  /** The module that a class belongs to: the package below dev.medley; null for libraries. */
  static String owner(String className) {
    String rest = below(className);
    return rest == null ? null : rest.split("\\.", 2)[0];
  }

  /** A package's name below dev.medley; null for libraries' packages. */
  static String below(String name) {
    return name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : null;
  }
}
