package dev.medley.serving.generation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.ensemble.Prior;
import dev.medley.kafka.fixtures.Adapter;
import dev.medley.schemas.Checkpoint;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is believed of a version before its users have said anything. */
final class ServingVersionTest {
  static Stream<Arguments> figures() {
    return Stream.of(
        Arguments.of(
            Map.of("eval_charge", 0.4, "eval_edit_cost", 0.9, "eval_edit_samples", 20.0),
            new Prior(0.4, 20)),
        Arguments.of(Map.of("eval_edit_cost", 0.3, "eval_edit_samples", 20.0), new Prior(0.3, 20)),
        Arguments.of(Map.of("eval_edit_cost", 2.5, "eval_edit_samples", 20.0), new Prior(1, 20)),
        Arguments.of(Map.of("eval_edit_cost", 0.3), Prior.NONE),
        Arguments.of(Map.of("eval_charge", -1.0, "eval_edit_samples", 20.0), Prior.NONE),
        Arguments.of(Map.of("eval_loss", 1.0, "eval_edit_samples", 20.0), Prior.NONE));
  }

  @ParameterizedTest
  @MethodSource("figures")
  void shouldStartFromTheChargeElseFromTheCost(Map<String, Double> heldOut, Prior expected) {
    // Given
    Checkpoint checkpoint = Adapter.random(1, 1).checkpoint("email", "sft", 1, "00");
    checkpoint.setHeldOut(heldOut);

    // When
    Prior prior = new ServingVersion(checkpoint, List.of()).prior();

    // Then
    assertThat(prior).isEqualTo(expected);
  }
}
