package dev.medley.feedback;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.OutputTag;

/** Where events and labels leave the operators; costs are the labeller's main output. */
final class Outputs {
  static final OutputTag<Label> SUPERVISION = new OutputTag<>("supervision", LeanType.LABEL);
  static final OutputTag<Label> PREFERENCE = new OutputTag<>("preference", LeanType.LABEL);
  static final OutputTag<DeadLetter> DEAD_LETTERS =
      new OutputTag<>("dead-letters", TypeInformation.of(DeadLetter.class));

  private Outputs() {}
}
