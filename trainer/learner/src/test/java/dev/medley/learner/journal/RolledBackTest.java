package dev.medley.learner.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.learner.gate.Bests;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.MemberKind;
import dev.medley.schemas.Control;
import dev.medley.schemas.OffsetRange;
import dev.medley.schemas.Return;
import dev.medley.schemas.RollBack;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RolledBackTest {
  private static final MemberId SFT = new MemberId("email", MemberKind.SFT);

  @Test
  void shouldAskForWhatWasNotAnsweredYet() {
    // Given
    RolledBack answered = new RolledBack(Optional.of(Instant.ofEpochMilli(7)), List.of());

    // When
    List<Optional<RollBack>> asked =
        List.of(
            RolledBack.NEVER.unanswered(SFT, control("sft", at(7))),
            answered.unanswered(SFT, control("sft", at(7))),
            answered.unanswered(SFT, control("sft", at(8))),
            answered.unanswered(SFT, control("dpo", at(8))),
            answered.unanswered(SFT, Optional.empty()));

    // Then
    assertThat(asked)
        .containsExactly(
            Optional.of(at(7)),
            Optional.empty(),
            Optional.of(at(8)),
            Optional.empty(),
            Optional.empty());
  }

  @Test
  void shouldKeepWhatIsForgottenWhereARequestCantBeMet() {
    // Given
    List<OffsetRange> forgotten = List.of(new OffsetRange(0, 8L, 24L, null, null));
    Instant first = Instant.ofEpochMilli(6);
    Standing before =
        Standing.BEGIN.returned(new Return(1L, first, true, forgotten, 8L, first, 0, 1.0));

    // When
    Standing refused =
        before.returned(
            new Return(9L, Instant.ofEpochMilli(7), false, List.of(), 0L, first, 0, 1.0));

    // Then
    assertThat(refused.rolledBack())
        .isEqualTo(new RolledBack(Optional.of(Instant.ofEpochMilli(7)), forgotten));
  }

  @Test
  void shouldStillOweAnAnswerAfterItWentBackByItself() {
    // Given
    Instant later = Instant.ofEpochMilli(9);
    Standing refused =
        Standing.BEGIN.heldBack(4, Bests.BASE).heldBack(8, Bests.BASE).heldBack(12, Bests.BASE);

    // When
    Standing back = refused.returned(new Return(0L, later, true, List.of(), 0L, later, 3, 0.5));

    // Then
    assertThat(back.rolledBack().unanswered(SFT, control("sft", at(8)))).contains(at(8));
    assertThat(refused.heldBackInARow()).isEqualTo(3);
    assertThat(back.heldBackInARow()).isZero();
  }

  private static RollBack at(long millis) {
    return new RollBack(1L, Instant.ofEpochMilli(millis));
  }

  private static Optional<Control> control(String member, RollBack asked) {
    return Optional.of(
        Control.newBuilder()
            .setTask("email")
            .setChangedAt(Instant.EPOCH)
            .setRollBacks(Map.of(member, asked))
            .build());
  }
}
