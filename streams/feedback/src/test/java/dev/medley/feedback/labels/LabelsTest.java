package dev.medley.feedback.labels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.feedback.Events;
import dev.medley.schemas.Edit;
import dev.medley.schemas.EditAction;
import dev.medley.schemas.FinishReason;
import dev.medley.schemas.Generation;
import dev.medley.schemas.edits.EditMeter;
import dev.medley.schemas.edits.Words;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LabelsTest {
  private final EditMeter meter = new EditMeter(new Words());
  private final Generation generation = Events.generation("g", "the cat sat");

  @Test
  void shouldMakeThreeLabelsOfAnEdit() {
    // When
    Labels labels = Labels.of(generation, Events.edited("g", 2, "the dog sat"), meter);

    // Then
    assertThat(labels.cost().getCost()).isEqualTo(1 / 3.0);
    assertThat(labels.cost().getCharge()).isEqualTo(1 / 3.0);
    assertThat(labels.cost().getCut()).isFalse();
    assertThat(labels.cost().getMember()).isEqualTo("sft");
    assertThat(labels.cost().getPropensity()).isEqualTo(0.5);
    assertThat(labels.cost().getRevision()).isEqualTo(2);
    assertThat(labels.preference().orElseThrow().getChosen()).isEqualTo("the dog sat");
    assertThat(labels.preference().orElseThrow().getRejected()).isEqualTo("the cat sat");
    assertThat(labels.supervision().orElseThrow().getEdited()).isEqualTo("the dog sat");
    assertThat(labels.supervision().orElseThrow().getUser()).isEqualTo("u1");
  }

  @Test
  void shouldMakeNoPreferenceOfUntouchedText() {
    for (Edit edit :
        new Edit[] {
          Events.action("g", EditAction.ACCEPTED), Events.edited("g", 0, "the cat sat")
        }) {
      // When
      Labels labels = Labels.of(generation, edit, meter);

      // Then
      assertThat(labels.cost().getCost()).isZero();
      assertThat(labels.cost().getCharge()).isZero();
      assertThat(labels.supervision()).isPresent();
      assertThat(labels.preference()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Dear Ren\u00e9,\r\nthe cat sat.",
        "Dear Rene\u0301,\nthe cat sat.",
        "Dear Ren\u00e9, \t\nthe cat sat.\n\n",
        "Dear Rene\u0301,\rthe cat sat. \u00a0"
      })
  void shouldTakeTheSameTextForAcceptedAndKeepItsBytes(String edited) {
    // Given
    generation.setResponse("Dear Ren\u00e9,\nthe cat sat.");
    Generation cut = Generation.newBuilder(generation).setFinishReason(FinishReason.LENGTH).build();

    // When
    Labels labels = Labels.of(generation, Events.edited("g", 0, edited), meter);

    // Then
    assertThat(labels.cost().getCost()).isZero();
    assertThat(labels.cost().getCharge()).isZero();
    assertThat(labels.cost().getEdited()).isEqualTo(edited);
    assertThat(labels.supervision().orElseThrow().getEdited()).isEqualTo(edited);
    assertThat(labels.preference()).isEmpty();
    assertThat(Labels.areMadeOf(cut, Events.edited("g", 0, edited))).isFalse();
  }

  @Test
  void shouldMakeOnlyACostOfADiscardedResponse() {
    // When
    Labels labels = Labels.of(generation, Events.action("g", EditAction.DISCARDED), meter);

    // Then
    assertThat(labels.cost().getCost()).isEqualTo(1);
    assertThat(labels.cost().getCharge()).isEqualTo(1);
    assertThat(labels.cost().getEdited()).isNull();
    assertThat(labels.supervision()).isEmpty();
    assertThat(labels.preference()).isEmpty();
  }

  @Test
  void shouldChargeByTheLongerTextAndCostByTheResponse() {
    // When
    Labels labels =
        Labels.of(generation, Events.edited("g", 0, "the cat sat on the mat for long"), meter);

    // Then
    assertThat(labels.cost().getCost()).isEqualTo(5 / 3.0);
    assertThat(labels.cost().getCharge()).isEqualTo(5 / 8.0);
  }

  @ParameterizedTest
  @EnumSource(
      value = FinishReason.class,
      names = {"LENGTH", "CANCELLED", "CONTENT_FILTER"})
  void shouldMakeLabelsOfACutResponseThatSayThatItWas(FinishReason reason) {
    // Given
    generation.setFinishReason(reason);

    // When
    Labels labels = Labels.of(generation, Events.edited("g", 0, "the cat sat down"), meter);

    // Then
    assertThat(labels.supervision().orElseThrow().getCut()).isTrue();
    assertThat(labels.preference().orElseThrow().getCut()).isTrue();
    assertThat(labels.cost().getCut()).isTrue();
    assertThat(labels.cost().getCharge()).isEqualTo(0.25);
  }

  @ParameterizedTest
  @EnumSource(
      value = FinishReason.class,
      names = {"LENGTH", "CANCELLED", "CONTENT_FILTER"})
  void shouldMakeNothingOfACutResponseThatWasLeftAsItIs(FinishReason reason) {
    // Given
    generation.setFinishReason(reason);

    // When
    boolean accepted = Labels.areMadeOf(generation, Events.action("g", EditAction.ACCEPTED));

    // Then
    assertThat(accepted).isFalse();
    assertThat(Labels.areMadeOf(generation, Events.edited("g", 0, "the cat sat"))).isFalse();
    assertThat(Labels.areMadeOf(generation, Events.edited("g", 0, "the cat"))).isTrue();
    assertThat(Labels.areMadeOf(generation, Events.action("g", EditAction.DISCARDED))).isTrue();
  }
}
