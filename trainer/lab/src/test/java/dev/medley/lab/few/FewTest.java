package dev.medley.lab.few;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.medley.lab.options.UpLearning;
import dev.medley.lab.protocol.TinyLab;
import dev.medley.lab.work.Work;
import dev.medley.learner.settings.MemberKind;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Few edits, on a random model. */
final class FewTest {
  @TempDir private Path folder;

  @Test
  void shouldMeasureEachMemberOfEachUserAgainstTheBase() throws Exception {
    // Given
    FewScale scale =
        new FewScale(
            List.of("email"),
            List.of(Reader.values()),
            List.of(MemberKind.SFT, MemberKind.DPO),
            List.of(1L),
            UpLearning.arguments(0.01),
            4,
            12);

    FewResults results;
    try (Work work = new TinyLab(folder).work()) {
      Few few = new Few(work, scale);

      // When
      work.run(few.units());
      results = few.results();
    }

    // Then
    JsonNode json = new ObjectMapper().valueToTree(results.json());
    for (String place : List.of("email-one-style", "email-four-styles")) {
      for (String member : List.of("sft", "dpo")) {
        String cell = "/%s/%s/mean".formatted(place, member);
        for (String figure : List.of("after12", "after36", "after100")) {
          assertThat(json.at("/" + figure + cell).doubleValue()).as(figure + cell).isPositive();
        }
        assertThat(json.at("/factsBase" + cell).doubleValue()).isBetween(0.0, 1.0);
        assertThat(json.at("/labelsPerSecond" + cell).doubleValue()).isPositive();
      }
    }
    assertThat(results.text()).contains("email-four-styles dpo", "after 36");
  }
}
