package dev.medley.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Dependencies between the modules run one way. */
class ArchitectureTest {
  @TestFactory
  List<DynamicTest> shouldKnowOnlyWhomTheDesignAllows() {
    return Modules.all().keySet().stream()
        .map(name -> DynamicTest.dynamicTest(name, () -> check(name)))
        .toList();
  }

  private static void check(String name) {
    // When
    JavaClasses imported = Modules.classes(name);

    // Then
    assertThat(forbidden(name, Modules.all().get(name), imported)).isEmpty();
    assertThat(outsideItsPackage(name, imported)).isEmpty();
  }

  private static Set<String> forbidden(String name, Modules.Module module, JavaClasses classes) {
    Set<String> found = new TreeSet<>();
    for (JavaClass type : classes) {
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        String target = dependency.getTargetClass().getBaseComponentType().getName();
        String owner = Modules.owner(target);
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
      if (!name.equals(Modules.owner(type.getName()))) {
        found.add(type.getName());
      }
    }
    return found;
  }
}
