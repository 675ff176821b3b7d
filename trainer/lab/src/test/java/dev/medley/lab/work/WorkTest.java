package dev.medley.lab.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Work that is interrupted and goes on. */
final class WorkTest {
  private static final TypeReference<String> TEXT = new TypeReference<>() {};

  @TempDir private Path folder;
  private final AtomicInteger made = new AtomicInteger();

  @Test
  void shouldGoOnWhereItFailed() {
    // Given
    Unit first = new Unit("a/first", 1, model -> "made " + made.incrementAndGet());
    Unit broken =
        new Unit(
            "a/second",
            1,
            model -> {
              throw new IllegalStateException("power cut");
            });
    try (Work work = work("settings", Long.MAX_VALUE)) {
      assertThatThrownBy(() -> work.run(List.of(List.of(first), List.of(broken))))
          .hasMessageContaining("power cut");
    }

    // When
    try (Work again = work("settings", Long.MAX_VALUE)) {
      Unit second = new Unit("a/second", 1, model -> again.read("a/first", TEXT) + ", read");
      again.run(List.of(List.of(first), List.of(second)));

      // Then
      assertThat(again.read("a/second", TEXT)).isEqualTo("made 1, read");
      assertThat(made).hasValue(1);
    }
  }

  @Test
  void shouldBeginNothingWhenTheTimeIsOver() {
    // Given
    Unit unit = new Unit("first", 1, model -> made.incrementAndGet());

    // When
    try (Work work = work("settings", System.nanoTime() - 1)) {
      assertThatThrownBy(() -> work.run(List.of(List.of(unit))))

          // Then
          .isInstanceOf(Work.TimeOverException.class);
    }
    assertThat(made).hasValue(0);
  }

  @Test
  void shouldRefuseResultsOfOtherSettings() {
    // Given
    work("ten edits", Long.MAX_VALUE).close();

    // When
    assertThatThrownBy(() -> work("twenty edits", Long.MAX_VALUE))

        // Then
        .hasMessageContaining("ten edits")
        .hasMessageContaining("twenty edits")
        .hasMessageContaining("--work");
  }

  private Work work(String settings, long until) {
    return new Work(
        folder,
        settings,
        () -> {
          throw new IllegalStateException("no unit here needs a model");
        },
        2,
        until,
        new Progress(new PrintStream(OutputStream.nullOutputStream())));
  }
}
