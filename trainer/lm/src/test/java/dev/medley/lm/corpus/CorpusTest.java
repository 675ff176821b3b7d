package dev.medley.lm.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

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
}
