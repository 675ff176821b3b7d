package dev.medley.feedback.join;

import dev.medley.feedback.Event;
import dev.medley.feedback.EventSerializer;
import dev.medley.feedback.LeanSerializer;
import dev.medley.feedback.LeanType;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** An edit with its generation, which nothing changes. */
public final class MatchedSerializer extends LeanSerializer<Matched> {
  private static final long serialVersionUID = 1L;

  public static final MatchedSerializer INSTANCE = new MatchedSerializer();

  public static final LeanType<Matched> TYPE = new LeanType<>(Matched.class, INSTANCE);

  @Override
  public void serialize(Matched matched, DataOutputView out) throws IOException {
    EventSerializer.INSTANCE.serialize(matched.edit, out);
    out.writeBoolean(matched.generation != null);
    if (matched.generation != null) {
      EventSerializer.INSTANCE.serialize(matched.generation, out);
    }
  }

  @Override
  public Matched deserialize(DataInputView in) throws IOException {
    Event edit = EventSerializer.INSTANCE.deserialize(in);
    return new Matched(edit, in.readBoolean() ? EventSerializer.INSTANCE.deserialize(in) : null);
  }

  @Override
  public Matched copy(Matched matched) {
    return matched;
  }

  @Override
  public Matched createInstance() {
    return new Matched();
  }

  @Override
  public TypeSerializerSnapshot<Matched> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Names the serializer to Flink. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Matched> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
