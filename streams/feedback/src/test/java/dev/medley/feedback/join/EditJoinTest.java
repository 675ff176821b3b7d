package dev.medley.feedback.join;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.feedback.Event;
import dev.medley.feedback.JoinHarness;
import dev.medley.feedback.Reason;
import dev.medley.feedback.events.Content;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of edits and generations where nothing has to settle. */
final class EditJoinTest {
  private static final long WINDOW = JoinHarness.WINDOW;

  @AutoClose private JoinHarness join;

  @BeforeEach
  void open() throws Exception {
    join = new JoinHarness(Duration.ZERO);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldMatchWhicheverComesFirst(boolean editFirst) throws Exception {
    // Given
    if (editFirst) {
      join.edit("g", 0, "text", 5);
    } else {
      join.generation("g", 5);
    }
    assertThat(join.revisions()).isEmpty();

    // When
    if (editFirst) {
      join.generation("g", 6);
    } else {
      join.edit("g", 0, "text", 6);
    }

    // Then
    assertThat(join.matched().get(0).generation.id).isEqualTo("g");
    assertThat(join.revisions()).containsExactly(0);
  }

  @Test
  void shouldCountADeliveryOnceAndALaterRevisionAgain() throws Exception {
    // Given
    join.generation("g", 1);
    join.edit("g", 1, "a", 2);

    // When
    join.generation("g", 3);
    join.edit("g", 1, "a", 4);
    join.edit("g", 0, "lower", 5);
    join.edit("g", 2, "b", 6);

    // Then
    assertThat(join.revisions()).containsExactly(1, 2);
    assertThat(join.reasons()).isEmpty();
  }

  @Test
  void shouldRefuseASecondTextOfTheSameRevisionAndASecondGeneration() throws Exception {
    // Given
    join.generation("g", 1);
    join.edit("g", 0, "first", 2);

    // When
    join.edit("g", 0, "second", 3);
    Event other = JoinHarness.event("g", 4);
    other.content = 99;
    join.generation(other);

    // Then
    assertThat(join.revisions()).containsExactly(0);
    assertThat(join.reasons()).containsExactly(Reason.CONFLICT, Reason.CONFLICT);
  }

  @Test
  void shouldNotLetOneGenerationFloodTheDeadLetters() throws Exception {
    // Given
    join.generation("g", 1);
    join.edit("g", 0, "first", 2);

    // When
    for (int i = 0; i < 100; i++) {
      join.edit("g", 0, "another " + i, 3);
    }

    // Then
    assertThat(join.reasons()).hasSize(JoinHarness.MAX_REVISIONS).containsOnly(Reason.CONFLICT);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldTellLatenessByTheEventsOwnTimesWhicheverComesFirst(boolean editFirst)
      throws Exception {
    // Given
    if (!editFirst) {
      join.generation("g", 1);
    }

    // When
    join.edit("g", 0, "in time", 1 + WINDOW);
    join.edit("g", 1, "late", 2 + WINDOW);
    join.edit("g", 1, "other text, late too", 1 + WINDOW);
    if (editFirst) {
      join.generation("g", 1);
    }

    // Then
    assertThat(join.revisions()).containsExactly(0);
    assertThat(join.reasons()).containsExactlyInAnyOrder(Reason.LATE, Reason.CONFLICT);
  }

  @Test
  void shouldKnowASecondDeliveryOfALateEditForAsLongAsItMayCome() throws Exception {
    // Given
    join.generation("g", 1);
    join.edit("g", 0, "late", 2 * WINDOW);
    join.watermark(3 * WINDOW);

    // When
    join.edit("g", 0, "late", 2 * WINDOW);
    join.watermark(9 * WINDOW);

    // Then
    assertThat(join.reasons()).containsExactly(Reason.LATE);
    assertThat(join.isEmpty()).isTrue();
  }

  @Test
  void shouldLabelWhatCarriesItsGenerationByItself() throws Exception {
    // Given
    Event inline = JoinHarness.event("g", 1);
    inline.inline = true;

    // When
    join.edit(inline);

    // Then
    assertThat(join.matched().get(0).generation).isNull();
  }

  @Test
  void shouldTakeTheGenerationThatASecondDeliveryBrings() throws Exception {
    // Given
    join.edit("g", 0, "text", 1);
    Event inline = JoinHarness.editOf("g", 0, "text", 2);
    inline.inline = true;

    // When
    join.edit(inline);
    join.edit(inline);
    join.watermark(9 * WINDOW);

    // Then
    assertThat(join.revisions()).containsExactly(0);
    assertThat(join.reasons()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldNumberEditsWithoutARevisionInTheLogsOrder(boolean generationFirst) throws Exception {
    // Given
    Event accepted = JoinHarness.editOf("g", Event.UNNUMBERED, "", 2);
    accepted.content = Content.hash("ACCEPTED", null);
    if (generationFirst) {
      join.generation("g", 1);
    }

    // When
    join.edit(accepted);
    join.edit("g", Event.UNNUMBERED, "a", 3);
    join.edit("g", Event.UNNUMBERED, "a", 4);
    join.edit("g", Event.UNNUMBERED, "b", 5);
    if (!generationFirst) {
      join.generation("g", 1);
    }

    // Then
    assertThat(join.revisions().get(join.revisions().size() - 1)).isEqualTo(2);
    assertThat(join.matched().get(join.matched().size() - 1).edit.content)
        .isEqualTo(Content.hash("EDITED", "b"));
    assertThat(join.reasons()).isEmpty();
    assertThat(accepted.revision).isEqualTo(Event.UNNUMBERED);
  }

  @Test
  void shouldNumberAfterTheHighestRevisionAndLeaveExplicitOnesAsTheyAre() throws Exception {
    // Given
    join.generation("g", 1);
    join.edit("g", 5, "five", 2);

    // When
    join.edit("g", Event.UNNUMBERED, "five", 3);
    join.edit("g", Event.UNNUMBERED, "six", 4);
    join.edit("g", 3, "three", 5);

    // Then
    assertThat(join.revisions()).containsExactly(5, 6);
    assertThat(join.reasons()).isEmpty();
  }

  @Test
  void shouldTakeATextThatComesBackForANewRevision() throws Exception {
    // Given
    join.generation("g", 1);
    join.edit("g", Event.UNNUMBERED, "a", 2);
    join.edit("g", Event.UNNUMBERED, "b", 3);

    // When
    join.edit("g", Event.UNNUMBERED, "a", 4);

    // Then
    assertThat(join.revisions()).containsExactly(0, 1, 2);
    assertThat(join.matched().get(2).edit.content).isEqualTo(Content.hash("EDITED", "a"));
  }

  @Test
  void shouldRefuseWhatWouldFollowTheLastNumber() throws Exception {
    // Given
    join.generation("g", 1);
    join.edit("g", Integer.MAX_VALUE, "last", 2);

    // When
    join.edit("g", Event.UNNUMBERED, "one more", 3);

    // Then
    assertThat(join.revisions()).containsExactly(Integer.MAX_VALUE);
    assertThat(join.reasons()).containsExactly(Reason.CONFLICT);
  }

  @Test
  void shouldLeaveOutMoreRevisionsThanTheLimit() throws Exception {
    // Given
    join.generation("g", 1);

    // When
    for (int revision = 0; revision < 5; revision++) {
      join.edit("g", revision, "text " + revision, 2 + revision);
    }

    // Then
    assertThat(join.revisions()).containsExactly(0, 1, 2);
    assertThat(join.reasons()).isEmpty();
  }

  @Test
  void shouldForgetEverythingWhenNothingMoreCanCount() throws Exception {
    // Given
    join.edit("lost", 0, "a", 1);
    join.generation("silent", 1);
    join.generation("edited", 1);
    join.edit("edited", 0, "a", 2);
    join.watermark(2 * WINDOW + 1);
    assertThat(join.reasons()).isEmpty();

    // When
    join.watermark(2 * WINDOW + 2);

    // Then
    assertThat(join.revisions()).containsExactly(0);
    assertThat(join.reasons()).containsExactly(Reason.NO_GENERATION);
    assertThat(join.isEmpty()).isTrue();
  }
}
