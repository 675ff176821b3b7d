package dev.medley.feedback.labels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.feedback.Events;
import dev.medley.schemas.Edit;
import dev.medley.schemas.EditAction;
import dev.medley.schemas.Generation;
import dev.medley.schemas.edits.EditMeter;
import dev.medley.schemas.edits.Words;
import org.junit.jupiter.api.Test;

final class LabelsTest {
  private final EditMeter meter = new EditMeter(new Words());
  private final Generation generation = Events.generation("g", "the cat sat");

  @Test
  void shouldMakeThreeLabelsOfAnEdit() {
    // When
    Labels labels = Labels.of(generation, Events.edited("g", 2, "the dog sat"), meter);

    // Then
    assertThat(labels.cost().getCost()).isEqualTo(1 / 3.0);
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
      assertThat(labels.supervision()).isPresent();
      assertThat(labels.preference()).isEmpty();
    }
  }

  @Test
  void shouldMakeOnlyACostOfADiscardedResponse() {
    // When
    Labels labels = Labels.of(generation, Events.action("g", EditAction.DISCARDED), meter);

    // Then
    assertThat(labels.cost().getCost()).isEqualTo(1);
    assertThat(labels.cost().getEdited()).isNull();
    assertThat(labels.supervision()).isEmpty();
    assertThat(labels.preference()).isEmpty();
  }
}
