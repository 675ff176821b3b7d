package dev.medley.serving.statistics;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** A play, field by field. */
final class PlayFields {
  private PlayFields() {}

  static void write(Play play, DataOutputStream out) throws IOException {
    out.writeUTF(play.task());
    out.writeUTF(play.arm());
    out.writeLong(play.at());
    out.writeUTF(play.state().name());
    out.writeBoolean(play.cut());
    out.writeInt(play.revision());
    out.writeDouble(play.cost());
    out.writeDouble(play.charge());
  }

  static Play read(DataInputStream in) throws IOException {
    return new Play(
        in.readUTF(),
        in.readUTF(),
        in.readLong(),
        Play.State.valueOf(in.readUTF()),
        in.readBoolean(),
        in.readInt(),
        in.readDouble(),
        in.readDouble());
  }
}
