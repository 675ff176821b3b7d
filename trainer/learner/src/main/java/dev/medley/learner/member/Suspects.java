package dev.medley.learner.member;

import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.RefusedStateException;
import dev.medley.schemas.PartitionOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Labels of one member whose steps failed, as this process remembers them while the member is
 * opened anew: each is tried once more alone, and what fails alone is skipped for good. Not
 * thread-safe.
 */
public final class Suspects {
  /** So many one after another are no fault of theirs. */
  private static final int MOST_IN_A_ROW = 10;

  private final MemberId member;
  private final Set<PartitionOffset> alone = new HashSet<>();
  private final Map<PartitionOffset, String> poison = new HashMap<>();
  private final Set<PartitionOffset> inARow = new HashSet<>();

  public Suspects(MemberId member) {
    this.member = member;
  }

  /** A step on these labels threw. */
  public void failed(StepFailedException step) {
    List<PartitionOffset> labels = step.labels();
    if (labels.size() == 1 && !alone.add(labels.get(0))) {
      poison.put(labels.get(0), step.getMessage());
    }
    alone.addAll(labels);
  }

  /** Whether a label is to be learnt in a micro-batch of its own. */
  boolean isTriedAlone(PartitionOffset place) {
    return alone.contains(place);
  }

  /** Why a label is to be skipped; empty where it is not. */
  Optional<String> poison(PartitionOffset place) {
    return Optional.ofNullable(poison.get(place));
  }

  /**
   * One was skipped, perhaps again, where that was not committed.
   *
   * @return whether for the first time
   * @throws RefusedStateException where too many were, one after another
   */
  boolean skipped(PartitionOffset place, String reason) {
    boolean first = inARow.add(place);
    if (inARow.size() >= MOST_IN_A_ROW) {
      throw new RefusedStateException(
          ("%s: %d labels in a row could not be learnt (%s): that is no fault of the labels; go back"
                  + " to an earlier version (control roll-back), or raise --skip-norm")
              .formatted(member, inARow.size(), reason));
    }
    return first;
  }

  /** One was learnt. */
  void learnt() {
    inARow.clear();
  }

  /** Operators ask for another try. */
  void retry() {
    inARow.clear();
  }
}
