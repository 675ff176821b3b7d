package dev.medley.kafka.control;

import dev.medley.schemas.Control;
import dev.medley.schemas.CostUnit;
import dev.medley.schemas.RollBack;
import dev.medley.schemas.ServingMode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Something else that is asked of a task; the rest of what was asked before holds. Applied twice it
 * changes nothing more.
 */
@FunctionalInterface
public interface ControlChange {
  void applyTo(Control.Builder control);

  /** The late ensemble chooses who answers. */
  static ControlChange choose() {
    return control -> control.setMode(ServingMode.CHOOSE).setPinnedArm("");
  }

  /** The base answers; what the ensemble chose is logged. */
  static ControlChange shadow() {
    return control -> control.setMode(ServingMode.SHADOW).setPinnedArm("");
  }

  /** One arm answers. */
  static ControlChange pin(String arm) {
    return control -> control.setMode(ServingMode.PIN).setPinnedArm(arm);
  }

  /** Nothing is learnt and no new checkpoint taken; a pause that goes on keeps its beginning. */
  static ControlChange pause() {
    Instant now = Instant.now();
    return control -> control.setPausedAt(Optional.ofNullable(control.getPausedAt()).orElse(now));
  }

  /** Members learn, and nodes take new checkpoints, again. */
  static ControlChange resume() {
    return control -> control.setPausedAt(null);
  }

  /**
   * A member's trainer goes on from an earlier checkpoint.
   *
   * @param version 0 begins anew at the base
   */
  static ControlChange rollBack(String member, long version) {
    // Asked once, however often it is tried: each request is obeyed once, by its time.
    RollBack asked = new RollBack(version, Instant.now());
    return control -> {
      Map<String, RollBack> rollBacks = new TreeMap<>(control.getRollBacks());
      rollBacks.put(member, asked);
      control.setRollBacks(rollBacks);
    };
  }

  /**
   * What edits are counted in that gateways take from now on.
   *
   * @param unit null for what the feedback job's own option says
   */
  static ControlChange countedIn(CostUnit unit) {
    return control -> control.setCostUnit(unit);
  }

  /**
   * Most tokens of a response whose request names no limit.
   *
   * @param tokens 0 for what the model's positions leave
   */
  static ControlChange maxTokens(int tokens) {
    return control -> control.setMaxTokens(tokens == 0 ? null : tokens);
  }

  /** A trainer that refused a member takes it up again, where its trouble is over. */
  static ControlChange retry(String member) {
    Instant asked = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    return control -> {
      Map<String, Instant> retries = new TreeMap<>(control.getRetries());
      retries.put(member, asked);
      control.setRetries(retries);
    };
  }
}
