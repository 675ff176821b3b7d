package dev.medley.feedback;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Events that can be used. Nothing changes one once it is read, so it is its own copy. */
public final class EventSerializer extends LeanSerializer<Event> {
  private static final long serialVersionUID = 1L;

  public static final EventSerializer INSTANCE = new EventSerializer();

  public static final LeanType<Event> TYPE = new LeanType<>(Event.class, INSTANCE);

  private static final int INLINE = 1;

  /** Always set, as 0.1.0 made no label of an event without it. */
  private static final int LABELLED = 2;

  private static final int TRACED = 4;

  @Override
  public void serialize(Event event, DataOutputView out) throws IOException {
    boolean traced = event.traceParent != null;
    out.writeByte((event.inline ? INLINE : 0) | LABELLED | (traced ? TRACED : 0));
    write(event.topic, out);
    out.writeInt(event.partition);
    out.writeLong(event.offset);
    write(event.id, out);
    write(event.value, out);
    out.writeLong(event.time);
    out.writeLong(event.eventTime);
    out.writeLong(event.content);
    write(event.user, out);
    out.writeInt(event.revision);
    if (traced) {
      write(event.traceParent, out);
    }
  }

  @Override
  public Event deserialize(DataInputView in) throws IOException {
    Event event = new Event();
    int flags = in.readByte();
    event.inline = (flags & INLINE) != 0;
    event.topic = text(in);
    event.partition = in.readInt();
    event.offset = in.readLong();
    event.id = text(in);
    event.value = bytes(in);
    event.time = in.readLong();
    event.eventTime = in.readLong();
    event.content = in.readLong();
    event.user = text(in);
    event.revision = in.readInt();
    event.traceParent = (flags & TRACED) != 0 ? text(in) : null;
    return event;
  }

  @Override
  public Event copy(Event event) {
    return event;
  }

  @Override
  public Event createInstance() {
    return new Event();
  }

  @Override
  public TypeSerializerSnapshot<Event> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Names the serializer to Flink. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Event> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
