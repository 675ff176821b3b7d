package dev.medley.feedback;

import dev.medley.schemas.Preference;
import dev.medley.schemas.Supervision;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.util.OutputTag;

/** Where events and labels leave the operators. */
final class Outputs {
  static final OutputTag<Supervision> SUPERVISION =
      new OutputTag<>("supervision", new AvroTypeInfo<>(Supervision.class));
  static final OutputTag<Preference> PREFERENCE =
      new OutputTag<>("preference", new AvroTypeInfo<>(Preference.class));
  static final OutputTag<DeadLetter> DEAD_LETTERS =
      new OutputTag<>("dead-letters", TypeInformation.of(DeadLetter.class));

  private Outputs() {}
}
