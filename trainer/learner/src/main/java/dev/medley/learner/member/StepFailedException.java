package dev.medley.learner.member;

import dev.medley.schemas.PartitionOffset;
import java.util.List;

/** A step threw: what it left of the member is of no use, and one of its labels may be why. */
public final class StepFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<PartitionOffset> labels;

  StepFailedException(List<PartitionOffset> labels, Throwable cause) {
    super(
        "A step on %d labels failed: %s".formatted(labels.size(), cause.getClass().getName()),
        cause);
    this.labels = labels;
  }

  public List<PartitionOffset> labels() {
    return labels;
  }
}
