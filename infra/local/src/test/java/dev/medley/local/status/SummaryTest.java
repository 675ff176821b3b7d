package dev.medley.local.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.medley.local.users.EditFigures;
import dev.medley.local.users.EditLog;
import dev.medley.local.users.EditWorth;
import dev.medley.local.users.Turn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SummaryTest {
  @TempDir private Path folder;

  @Test
  void shouldCompareTheFirstAndLastTwoHundredEdits() throws Exception {
    // Given
    Path file = folder.resolve("edits.jsonl");
    try (EditLog log = EditLog.open(file)) {
      for (int i = 0; i < 1000; i++) {
        boolean late = i >= 800;
        log.add(turn(late ? 0.2 : i < 200 ? 0.5 : 9, late ? 0.8 : 0.9, late ? 55 : 50));
      }
      Freshness freshness = new Freshness();
      for (int second : new int[] {5, 7, 40}) {
        freshness.add(Duration.ofSeconds(second));
      }

      // When
      String json =
          new Summary(
                  log.count(),
                  log.first().stream().map(Turn::figures).toList(),
                  log.last().stream().map(Turn::figures).toList(),
                  List.of(new EditWorth(0.7, 0.6)),
                  List.of(new EditWorth(0.4, 0.3), new EditWorth(0.6, 0.4)),
                  12,
                  freshness.medianSeconds(),
                  OptionalLong.of(1),
                  2)
              .toJson();

      // Then
      assertThat(json)
          .isEqualTo(
              "{\"edits\":1000,\"costFirst200\":0.5,\"costLast200\":0.2,\"costBaseFirst200\":0.7,"
                  + "\"costBaseLast200\":0.5,\"chargeFirst200\":0.25,\"chargeLast200\":0.1,"
                  + "\"chargeBaseFirst200\":0.6,\"chargeBaseLast200\":0.35,"
                  + "\"factsFirst200\":0.9,\"factsLast200\":0.8,\"lengthRatio\":1.1,"
                  + "\"checkpoints\":12,\"freshnessP50Seconds\":7.0,\"deadLetters\":1,"
                  + "\"failedRequests\":2}");
    }
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(1000);
    JsonNode first = new ObjectMapper().readTree(lines.get(0));
    assertThat(first.path("cost").asDouble()).isEqualTo(0.5);
    assertThat(first.path("charge").asDouble()).isEqualTo(0.25);
    assertThat(first.path("arm").asText()).isEqualTo("sft");
  }

  @Test
  void shouldShrinkItsWindowsWhereEditsAreFew() throws Exception {
    // Given
    try (EditLog log = EditLog.open(folder.resolve("edits.jsonl"))) {
      for (double cost : new double[] {0.1, 0.3, 0.9, 0.6, 0.8}) {
        log.add(turn(cost, 1, 10));
      }

      // When
      List<Turn> first = log.first();

      // Then
      assertThat(first).extracting(t -> t.figures().cost()).containsExactly(0.1, 0.3);
      assertThat(log.last()).extracting(t -> t.figures().cost()).containsExactly(0.6, 0.8);
    }
  }

  @Test
  void shouldSayNullWhereNothingWasMeasured() {
    // Given
    Summary summary =
        new Summary(
            0,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            0,
            OptionalDouble.empty(),
            OptionalLong.empty(),
            0);

    // When
    String json = summary.toJson();

    // Then
    assertThat(json).contains("\"costLast200\":null", "\"freshnessP50Seconds\":null");
  }

  private static Turn turn(double cost, double facts, int words) {
    EditFigures figures =
        new EditFigures(
            Instant.EPOCH,
            "email",
            "sft",
            3,
            "edited",
            new EditWorth(cost, cost / 2),
            facts,
            words,
            40);
    return new Turn(figures, null, null);
  }
}
