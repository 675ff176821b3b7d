package dev.medley.feedback;

import dev.medley.feedback.labels.Label;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.OutputTag;

/** Where events and labels leave the operators; costs are the labeller's main output. */
public final class Outputs {
  public static final OutputTag<Label> SUPERVISION = new OutputTag<>("supervision", LeanType.LABEL);
  public static final OutputTag<Label> PREFERENCE = new OutputTag<>("preference", LeanType.LABEL);
  public static final OutputTag<DeadLetter> DEAD_LETTERS =
      new OutputTag<>("dead-letters", TypeInformation.of(DeadLetter.class));

  private Outputs() {}
}
