package dev.medley.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every class is in a room of its own module, and the rooms are small and in order. */
class PackagesTest {
  private static final int MOST_FILES = 20;
  private static final int MOST_LINES = 300;

  private static final PackageTable TABLE = PackageTable.read();

  @TestFactory
  List<DynamicTest> shouldKnowOnlyThePackagesOfTheTable() {
    return Modules.all().keySet().stream()
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name, () -> assertThat(forbidden(name, TABLE)).as("arrows").isEmpty()))
        .toList();
  }

  @Test
  void shouldHaveNoCircleInTheTable() {
    // When
    List<String> circle = TABLE.circle();

    // Then
    assertThat(circle).isEmpty();
  }

  @Test
  void shouldNameEveryPackageThatThereIs() throws IOException {
    // When
    Set<String> packages = files().keySet();

    // Then
    assertThat(TABLE.known()).containsOnlyKeys(packages);
  }

  @Test
  void shouldFindAClassThatKnowsARoomItMayNot() {
    // Given: chat asks routing who answers
    PackageTable stricter = TABLE.without("serving.chat", "serving.routing");

    // When
    Set<String> found = forbidden("serving", stricter);

    // Then
    assertThat(found).isNotEmpty().allMatch(arrow -> arrow.startsWith("dev.medley.serving.chat."));
  }

  @Test
  void shouldFindACircle() {
    // Given
    PackageTable table =
        new PackageTable(Map.of("a", Set.of("b"), "b", Set.of("c"), "c", Set.of("a")));

    // When
    List<String> circle = table.circle();

    // Then
    assertThat(circle).containsExactlyInAnyOrder("a", "b", "c");
  }

  @Test
  void shouldHaveFewFilesAPackage() throws IOException {
    // When
    Map<String, List<Path>> files = files();

    // Then
    assertThat(files)
        .allSatisfy((name, found) -> assertThat(found).hasSizeLessThanOrEqualTo(MOST_FILES));
  }

  @Test
  void shouldHaveNoLongFile() throws IOException {
    // When
    List<Path> files = files().values().stream().flatMap(List::stream).toList();

    // Then
    assertThat(files)
        .allSatisfy(
            file ->
                assertThat(Files.readAllLines(file))
                    .as("%s", file)
                    .hasSizeLessThanOrEqualTo(MOST_LINES));
  }

  @Test
  void shouldDrawEveryPackage() throws IOException {
    // When
    String page = Files.readString(Modules.HOME.resolve("docs/architecture.md"));

    // Then
    assertThat(TABLE.known().keySet())
        .filteredOn(name -> !page.contains("`" + name + "`"))
        .as("packages that the page does not name")
        .isEmpty();
  }

  private static Set<String> forbidden(String module, PackageTable table) {
    Set<String> found = new TreeSet<>();
    for (JavaClass type : Modules.classes(module)) {
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        if (module.equals(Modules.owner(target.getName()))
            && !table.allows(
                Modules.below(type.getPackageName()), Modules.below(target.getPackageName()))) {
          found.add(type.getName() + " → " + target.getName());
        }
      }
    }
    return found;
  }

  /** Source files of main code by package. */
  private static Map<String, List<Path>> files() throws IOException {
    Map<String, List<Path>> found = new TreeMap<>();
    for (Modules.Module module : Modules.all().values()) {
      try (Stream<Path> paths = Files.walk(module.sources())) {
        for (Path file : paths.filter(path -> path.toString().endsWith(".java")).toList()) {
          String name = module.sources().relativize(file.getParent()).toString().replace('/', '.');
          found.computeIfAbsent(Modules.below(name), key -> new ArrayList<>()).add(file);
        }
      }
    }
    return found;
  }
}
