package dev.medley.feedback;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.java.typeutils.runtime.PojoSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** The join's state. Each record says its version, so that a later one can tell. */
public final class KnownSerializer extends LeanSerializer<Known> {
  private static final long serialVersionUID = 1L;

  public static final KnownSerializer INSTANCE = new KnownSerializer();

  private static final int VERSION = 2;

  @Override
  public void serialize(Known known, DataOutputView out) throws IOException {
    out.writeByte(VERSION);
    out.writeBoolean(known.generation != null);
    if (known.generation != null) {
      EventSerializer.INSTANCE.serialize(known.generation, out);
    }
    out.writeInt(known.revisions.length);
    for (int i = 0; i < known.revisions.length; i++) {
      out.writeInt(known.revisions[i]);
      out.writeLong(known.contents[i]);
    }
    out.writeInt(known.waiting.length);
    for (Event edit : known.waiting) {
      EventSerializer.INSTANCE.serialize(edit, out);
    }
    out.writeInt(known.labelled);
    out.writeLong(known.closesAt);
    out.writeLong(known.settlesAt);
    out.writeLong(known.settlesSince);
    out.writeLong(known.settlesOnClock);
    out.writeInt(known.conflicts);
  }

  @Override
  public Known deserialize(DataInputView in) throws IOException {
    int version = in.readByte();
    if (version != VERSION) {
      throw new IOException(
          "the state is of version %d, this job reads %d: start the version that wrote it"
              .formatted(version, VERSION));
    }
    Known known = new Known();
    known.generation = in.readBoolean() ? EventSerializer.INSTANCE.deserialize(in) : null;
    int revisions = in.readInt();
    known.revisions = new int[revisions];
    known.contents = new long[revisions];
    for (int i = 0; i < revisions; i++) {
      known.revisions[i] = in.readInt();
      known.contents[i] = in.readLong();
    }
    known.waiting = new Event[in.readInt()];
    for (int i = 0; i < known.waiting.length; i++) {
      known.waiting[i] = EventSerializer.INSTANCE.deserialize(in);
    }
    known.labelled = in.readInt();
    known.closesAt = in.readLong();
    known.settlesAt = in.readLong();
    known.settlesSince = in.readLong();
    known.settlesOnClock = in.readLong();
    known.conflicts = in.readInt();
    return known;
  }

  @Override
  public Known copy(Known known) {
    return known.copy();
  }

  @Override
  public Known createInstance() {
    return new Known();
  }

  @Override
  public TypeSerializerSnapshot<Known> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Names the serializer to Flink, in savepoints too. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Known> {
    public Snapshot() {
      super(() -> INSTANCE);
    }

    /** The first version kept {@link Known} as a Flink POJO. */
    @Override
    public TypeSerializerSchemaCompatibility<Known> resolveSchemaCompatibility(
        TypeSerializerSnapshot<Known> old) {
      return old instanceof PojoSerializerSnapshot
          ? TypeSerializerSchemaCompatibility.compatibleAfterMigration()
          : super.resolveSchemaCompatibility(old);
    }
  }
}
