package dev.medley.schemas.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The rule of names, as docs/wiring.md states it. */
final class NameRuleTest {
  private static final List<String> GOOD =
      List.of(
          "email",
          "Email",
          "crm.reply",
          "support_reply",
          "a.b",
          "my-sft",
          "Email_v2.1",
          "0",
          "a.-b",
          "a-",
          "x".repeat(100));
  private static final List<String> BAD =
      List.of(
          "",
          "-x",
          ".x",
          "_x",
          "a/b",
          "..",
          "a..b",
          "a.",
          ".",
          "a b",
          "a\n",
          "ä",
          "ſ",
          "a+b",
          "a,b",
          "a=b",
          "a*",
          "x".repeat(101),
          "x".repeat(70_000));

  @Test
  void shouldTakeNamesByTheRule() {
    // When
    List<String> taken = GOOD.stream().map(name -> new TaskName(name).value()).toList();

    // Then
    assertThat(taken).isEqualTo(GOOD);
    assertThat(GOOD).allMatch(name -> name.matches(NameRule.PATTERN));
  }

  @Test
  void shouldRefuseOthersWithTheRuleAndWithoutTheName() {
    for (String name : BAD) {
      // When
      assertThatThrownBy(() -> new TaskName(name))
          // Then
          .as(name)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("task is no name: need " + NameRule.WANTED);
      assertThat(name.matches(NameRule.PATTERN)).as(name).isFalse();
    }
  }

  @Test
  void shouldKeepArmsThatDoNotLearnFromMembers() {
    for (String name : List.of("base", "Base", "unknown")) {
      // When
      assertThatThrownBy(() -> new MemberName(name))
          // Then
          .hasMessageContaining("base and unknown");
    }
    assertThat(new TaskName("base").isLearnt()).isFalse();
    assertThat(new TaskName("email").isLearnt()).isTrue();
  }

  @Test
  void shouldGiveEachNameAFolderThatAnyFileSystemTellsApart() {
    // Given
    List<String> names =
        List.of(
            "email",
            "Email",
            "EMAIL",
            "nul",
            "nul.x",
            "Nul",
            "NUL",
            "com1.a.b",
            "console",
            "a.nul");

    // When
    List<String> folders = names.stream().map(name -> new TaskName(name).folder()).toList();

    // Then
    assertThat(folders)
        .containsExactly(
            "email",
            "+email",
            "+e+m+a+i+l",
            "nul+",
            "nul+.x",
            "+nul",
            "+n+u+l",
            "com1+.a.b",
            "console",
            "a.nul");
    assertThat(folders.stream().map(f -> f.toLowerCase(Locale.ROOT)).collect(Collectors.toSet()))
        .hasSameSizeAs(names);
  }

  @Test
  void shouldBeStatedInTheDocuments() throws Exception {
    // When
    String wiring = Files.readString(Path.of("../docs/wiring.md"));

    // Then
    assertThat(wiring).contains(NameRule.PATTERN);
  }
}
