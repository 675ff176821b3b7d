package dev.medley.schemas.names;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.schemas.Cost;
import dev.medley.schemas.Message;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RecordRulesTest {
  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, -0.1})
  void shouldRefuseACostThatNobodyCanLearn(double cost) {
    // Given
    Cost label = label(cost);

    // When
    Optional<String> fault = RecordRules.label(label);

    // Then
    assertThat(fault).contains("cost is %s: need a number from 0".formatted(cost));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 1, 7})
  void shouldTakeAnyCostFromNothingOn(double cost) {
    // Given
    Cost label = label(cost);

    // When
    Optional<String> fault = RecordRules.label(label);

    // Then
    assertThat(fault).isEmpty();
  }

  private static Cost label(double cost) {
    return Cost.newBuilder()
        .setGenerationId("g1")
        .setRevision(0)
        .setTask("email")
        .setMember("base")
        .setCheckpoint(0)
        .setMessages(List.of(new Message("user", "where is the cat?")))
        .setResponse("the cat sat")
        .setEdited("a cat")
        .setCost(cost)
        .setGeneratedAt(Instant.EPOCH)
        .setEditedAt(Instant.EPOCH)
        .build();
  }
}
