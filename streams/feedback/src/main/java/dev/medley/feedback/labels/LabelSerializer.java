package dev.medley.feedback.labels;

import dev.medley.feedback.LeanSerializer;
import dev.medley.feedback.LeanType;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Labels on their way to the sinks. */
public final class LabelSerializer extends LeanSerializer<Label> {
  private static final long serialVersionUID = 1L;

  public static final LabelSerializer INSTANCE = new LabelSerializer();

  public static final LeanType<Label> TYPE = new LeanType<>(Label.class, INSTANCE);

  @Override
  public void serialize(Label label, DataOutputView out) throws IOException {
    write(label.key, out);
    write(label.value, out);
    out.writeBoolean(label.traceParent != null);
    if (label.traceParent != null) {
      write(label.traceParent, out);
    }
  }

  @Override
  public Label deserialize(DataInputView in) throws IOException {
    byte[] key = bytes(in);
    byte[] value = bytes(in);
    return new Label(key, value, in.readBoolean() ? text(in) : null);
  }

  @Override
  public Label copy(Label label) {
    return label;
  }

  @Override
  public Label createInstance() {
    return new Label(new byte[0], new byte[0], null);
  }

  @Override
  public TypeSerializerSnapshot<Label> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Names the serializer to Flink. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Label> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
