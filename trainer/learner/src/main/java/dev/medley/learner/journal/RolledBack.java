package dev.medley.learner.journal;

import dev.medley.learner.settings.MemberId;
import dev.medley.schemas.Control;
import dev.medley.schemas.OffsetRange;
import dev.medley.schemas.RollBack;
import dev.medley.schemas.TrainerManifest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a member has answered operators who want earlier weights.
 *
 * @param askedAt when the request was made that was answered last, done or not; empty before any
 * @param forgotten labels that were read, but that roll backs took out of the weights
 */
public record RolledBack(Optional<Instant> askedAt, List<OffsetRange> forgotten) {
  /** A member's that was never asked. */
  public static final RolledBack NEVER = new RolledBack(Optional.empty(), List.of());

  /** As a member's last committed round has it. */
  public static RolledBack of(TrainerManifest saved) {
    return new RolledBack(Optional.ofNullable(saved.getRolledBackAt()), saved.getForgotten());
  }

  /** What the member is asked for and has not answered yet. */
  public Optional<RollBack> unanswered(MemberId member, Optional<Control> control) {
    return control
        .map(found -> found.getRollBacks().get(member.name()))
        .filter(asked -> askedAt.map(asked.getAskedAt()::isAfter).orElse(true));
  }
}
