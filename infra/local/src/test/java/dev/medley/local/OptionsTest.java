package dev.medley.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A wrong value is refused as it is read, in one line: the option, what it got, what it wants. */
class OptionsTest {
  private static final Path HOME = Path.of(System.getProperty("medley.home"));

  /** Paths, whose files are looked at where they are opened. */
  private static final Set<String> PATHS =
      Set.of(
          "--api-keys",
          "--checkpoints",
          "--data",
          "--directory",
          "--edits",
          "--kafka-config",
          "--model",
          "--out",
          "--secret",
          "--signing-key",
          "--trusted-keys",
          "--work");

  /** What others name, and an operator's words. */
  private static final Set<String> TEXTS =
      Set.of(
          "--backend-key",
          "--backend-model",
          "--user-model",
          "GENERATION_ID",
          "control choose --reason",
          "control cost --reason",
          "control max-tokens --reason",
          "control pause --reason",
          "control pin --reason",
          "control resume --reason",
          "control retry --reason",
          "control roll-back --reason",
          "control shadow --reason");

  private static final Set<String> SIGNED = Set.of("--seed");

  @Test
  void shouldRefuseWrongValuesOfAllOptionsOfAllCommands() throws Exception {
    // Given
    List<Path> modules = modules();
    Set<String> free = new TreeSet<>(PATHS);
    free.addAll(TEXTS);

    // When
    List<String> found = new ArrayList<>();
    for (Path module : modules) {
      found.addAll(walk(module, free));
    }

    // Then
    assertThat(found).filteredOn(line -> line.startsWith("fault ")).isEmpty();
    assertThat(found).filteredOn(line -> line.startsWith("held ")).hasSizeGreaterThan(100);
    assertThat(free).allMatch(name -> found.contains("free " + name));
  }

  /** A command as it must not be. */
  @Command(name = "careless")
  @SuppressWarnings("UnusedVariable")
  static final class Careless {
    @Option(names = "--anything", description = "Default: none.")
    void anything(String text) {}

    @Option(names = "--count", defaultValue = "1", description = "Default: 1.")
    void count(int number) {}

    @Option(names = "--silent", arity = "1")
    void silent(boolean yes) {}
  }

  @Test
  void shouldFindOptionsThatTakeAnythingOrDoNotSayWhatTheyWant() {
    // When
    List<String> found = OptionsWalk.of(Careless.class, Set.of(), Set.of());

    // Then
    assertThat(found)
        .contains("fault careless --anything: takes 'ten#'", "fault careless --count: takes '-1'")
        .anyMatch(line -> line.startsWith("fault careless --count: says of 'ten#'"))
        .noneMatch(line -> line.startsWith("held careless"));
  }

  private static List<Path> modules() throws IOException {
    try (Stream<Path> folders = Files.find(HOME, 2, (path, type) -> type.isDirectory())) {
      return folders
          .map(folder -> folder.resolve("target/classes"))
          .filter(Files::isDirectory)
          .map(classes -> classes.getParent().getParent())
          .sorted()
          .toList();
    }
  }

  /** Walks a module's commands among the libraries that its process has. */
  private static List<String> walk(Path module, Set<String> free) throws Exception {
    Path classes = module.resolve("target/classes");
    List<String> commands =
        new ClassFileImporter()
            .importPath(classes).stream()
                .filter(type -> type.isAnnotatedWith(Command.class.getName()))
                .filter(type -> type.tryGetMethod("main", String[].class).isPresent())
                .map(JavaClass::getName)
                .sorted()
                .toList();
    if (commands.isEmpty()) {
      return List.of();
    }
    if (module.equals(HOME.resolve("infra/local"))) {
      return walk(commands, free, OptionsTest.class.getClassLoader());
    }
    ClassLoader platform = ClassLoader.getPlatformClassLoader();
    try (URLClassLoader loader = new URLClassLoader(classPath(module), platform)) {
      return walk(commands, free, loader);
    }
  }

  private static List<String> walk(List<String> commands, Set<String> free, ClassLoader loader)
      throws Exception {
    Class<?> walk = loader.loadClass(OptionsWalk.class.getName());
    List<String> found = new ArrayList<>();
    for (String command : commands) {
      Object lines =
          walk.getMethod("of", Class.class, Set.class, Set.class)
              .invoke(null, loader.loadClass(command), free, SIGNED);
      ((List<?>) lines).forEach(line -> found.add((String) line));
    }
    return found;
  }

  private static URL[] classPath(Path module) throws IOException {
    List<URL> urls = new ArrayList<>();
    urls.add(module.resolve("target/classes").toUri().toURL());
    urls.add(OptionsWalk.class.getProtectionDomain().getCodeSource().getLocation());
    try (Stream<Path> jars = Files.list(module.resolve("target/lib"))) {
      for (Path jar : jars.sorted().toList()) {
        urls.add(jar.toUri().toURL());
      }
    }
    return urls.toArray(URL[]::new);
  }
}
