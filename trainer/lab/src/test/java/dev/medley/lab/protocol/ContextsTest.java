package dev.medley.lab.protocol;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.lab.users.Situation;
import dev.medley.lab.users.Source;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ContextsTest {
  @Test
  void shouldNeverRepeatALoggedContextInTheRounds() {
    // When
    List<String> logged = texts(Contexts.Part.LOG, 400);
    List<String> rounds = texts(Contexts.Part.ROUNDS, 400);

    // Then
    assertThat(logged).doesNotHaveDuplicates().doesNotContainAnyElementsOf(rounds);
    assertThat(rounds).doesNotHaveDuplicates();
    assertThat(texts(Contexts.Part.LOG, 400)).isEqualTo(logged);
  }

  @Test
  void shouldDrawEachSourceAboutAsOften() {
    // When
    Map<Source, Long> counts =
        Contexts.draw("email", Contexts.Part.LOG, 1, 400).stream()
            .collect(groupingBy(s -> Source.of(s.context()), counting()));

    // Then
    assertThat(counts).hasSize(4);
    assertThat(counts.values()).allMatch(count -> count > 70 && count < 130);
  }

  private static List<String> texts(Contexts.Part part, int count) {
    return Contexts.draw("email", part, 1, count).stream()
        .map(Situation::messages)
        .map(messages -> messages.get(0).content())
        .toList();
  }
}
