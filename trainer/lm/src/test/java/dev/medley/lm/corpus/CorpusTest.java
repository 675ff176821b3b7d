package dev.medley.lm.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CorpusTest {
  @Test
  void shouldTellEveryFactOnceInEveryStyle() {
    SplittableRandom random = new SplittableRandom(1);
    for (Task task : Task.all()) {
      for (int i = 0; i < 200; i++) {
        // Given
        Situation situation = task.draw(Split.PRETRAIN, random);

        // When
        Map<String, List<String>> texts = new HashMap<>();
        task.styles().keySet().forEach(style -> texts.put(style, situation.texts(style)));

        // Then
        texts.values().forEach(each -> each.forEach(text -> assertTold(situation, text)));
        assertTold(situation, situation.messages().get(0).content());
      }
    }
  }

  private static void assertTold(Situation situation, String text) {
    assertThat(situation.fidelity(text)).as(text).isEqualTo(1.0);
    assertThat(text).doesNotContain("{");
    // A value is the same tokens everywhere only if a space stands before it.
    situation.facts().values().forEach(value -> assertThat(" " + text).contains(" " + value));
  }

  @Test
  void shouldKeepHeldOutValuesFromPretraining() {
    // Given
    SplittableRandom random = new SplittableRandom(2);
    List<Task> tasks = Task.all();
    Set<String> heldOut = new HashSet<>();
    for (int i = 0; i < 2000; i++) {
      Situation situation = tasks.get(i % 2).draw(Split.HELD_OUT, random);
      heldOut.addAll(situation.facts().values());
      assertThat(situation.facts().values()).allMatch(v -> Split.of(v) == Split.HELD_OUT);
    }
    Set<String> pretrained = new HashSet<>();

    // When
    for (int i = 0; i < 2000; i++) {
      pretrained.addAll(tasks.get(i % 2).draw(Split.PRETRAIN, random).facts().values());
    }

    // Then
    assertThat(heldOut).hasSizeGreaterThan(1000).doesNotContainAnyElementsOf(pretrained);
  }

  @Test
  void shouldCountAWrongFact() {
    // Given
    Situation situation = Task.of("email").draw(Split.HELD_OUT, new SplittableRandom(3));
    String right = situation.texts("informal").get(0);
    String name = situation.facts().get("to");

    // When
    double fidelity = situation.fidelity(right.replace(name, name + "x"));

    // Then
    assertThat(fidelity).isEqualTo(1 - 1.0 / situation.facts().size());
  }

  @Test
  void shouldHoldOutAThirdOfTheWordings() {
    for (Task task : Task.all()) {
      // Given
      List<List<String>> lists = new ArrayList<>(List.of(task.requests()));
      for (Scenario scenario : task.scenarios()) {
        lists.addAll(scenario.context());
        for (String style : task.styleNames()) {
          lists.add(task.style(style).instructions());
          lists.addAll(task.style(style).around(scenario.texts().get(style)));
        }
      }

      // When
      Set<String> pretrained = new HashSet<>();
      Set<String> heldOut = new HashSet<>();
      for (List<String> wordings : lists) {
        pretrained.addAll(Split.PRETRAIN.of(wordings));
        heldOut.addAll(Split.HELD_OUT.of(wordings));
      }

      // Then
      assertThat(heldOut).hasSizeGreaterThan(70).doesNotContainAnyElementsOf(pretrained);
      assertThat(heldOut.size() / (double) (heldOut.size() + pretrained.size()))
          .isBetween(0.32, 0.35);
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldWriteContextsInTheWordingsOfTheirSplitOnly(Split split) {
    // Given
    Task email = Task.of("email");
    SplittableRandom random = new SplittableRandom(4);
    List<Pattern> wordings = new ArrayList<>();
    email
        .scenarios()
        .forEach(
            scenario -> scenario.context().forEach(line -> wordings.add(pattern(split, line))));

    for (int i = 0; i < 300; i++) {
      // When
      List<String> lines = email.draw(split, random).messages().get(0).content().lines().toList();

      // Then
      assertThat(split.of(email.requests())).contains(lines.get(0));
      assertThat(lines.subList(1, lines.size()))
          .allMatch(line -> wordings.stream().anyMatch(each -> each.matcher(line).matches()));
    }
  }

  private static Pattern pattern(Split split, List<String> wordings) {
    return Templates.pattern(List.of(split.of(wordings)));
  }

  @Test
  void shouldTellStylesApart() {
    SplittableRandom random = new SplittableRandom(5);
    for (Task task : Task.all()) {
      for (int i = 0; i < 30; i++) {
        Situation situation = task.draw(Split.HELD_OUT, random);
        for (String style : task.styleNames()) {
          String text = situation.text(style, Split.HELD_OUT, random);

          // When
          Optional<String> found = situation.styleOf(text);

          // Then
          assertThat(found).as(text).contains(style);
          assertThat(situation.styleOf(text + text)).as(text).isEmpty();
          assertThat(situation.styleOf(text.substring(0, text.length() / 2))).as(text).isEmpty();
        }
      }
    }
  }

  @Test
  void shouldMakeNoStyleAHabitOfMostContexts() {
    // Given
    SplittableRandom random = new SplittableRandom(6);
    for (Task task : Task.all()) {
      Map<String, Integer> habits = new HashMap<>();

      // When
      for (int i = 0; i < 2000; i++) {
        habits.merge(task.draw(Split.HELD_OUT, random).habit(), 1, Integer::sum);
      }

      // Then
      assertThat(habits).containsOnlyKeys(task.styleNames());
      assertThat(habits.values()).allMatch(count -> count > 200 && count < 600);
    }
  }
}
