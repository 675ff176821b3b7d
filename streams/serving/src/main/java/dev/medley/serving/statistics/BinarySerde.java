package dev.medley.serving.statistics;

import dev.medley.ensemble.CostHistory;
import dev.medley.ensemble.CostSpan;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** Values of the statistics' own state and internal topics: a format byte, then fixed fields. */
final class BinarySerde {
  private static final byte FORMAT = 2;

  private interface Writer<T> {
    void write(T value, DataOutputStream out) throws IOException;
  }

  private interface Reader<T> {
    T read(DataInputStream in) throws IOException;
  }

  private BinarySerde() {}

  static Serde<Play> plays() {
    return serde(BinarySerde::write, BinarySerde::readPlay);
  }

  static Serde<ArmChange> changes() {
    return serde(
        (change, out) -> {
          out.writeByte(change.sign());
          write(change.play(), out);
        },
        in -> new ArmChange(in.readByte(), readPlay(in)));
  }

  static Serde<ArmTotal> totals() {
    return serde(
        (total, out) -> {
          out.writeLong(total.waiting());
          out.writeLong(total.silent());
          out.writeInt(total.costs().blocks().size());
          for (CostSpan block : total.costs().blocks()) {
            write(block, out);
          }
        },
        in -> {
          long waiting = in.readLong();
          long silent = in.readLong();
          List<CostSpan> blocks = new ArrayList<>();
          for (int left = in.readInt(); left > 0; left--) {
            blocks.add(readBlock(in));
          }
          return new ArmTotal(new CostHistory(blocks), waiting, silent);
        });
  }

  private static void write(Play play, DataOutputStream out) throws IOException {
    out.writeUTF(play.task());
    out.writeUTF(play.arm());
    out.writeLong(play.at());
    out.writeUTF(play.state().name());
    out.writeInt(play.revision());
    out.writeDouble(play.cost());
  }

  private static Play readPlay(DataInputStream in) throws IOException {
    return new Play(
        in.readUTF(),
        in.readUTF(),
        in.readLong(),
        Play.State.valueOf(in.readUTF()),
        in.readInt(),
        in.readDouble());
  }

  private static void write(CostSpan block, DataOutputStream out) throws IOException {
    out.writeLong(block.from());
    out.writeLong(block.to());
    out.writeLong(block.plays());
    out.writeDouble(block.costSum());
    out.writeDouble(block.logSum());
    out.writeDouble(block.logSquareSum());
  }

  private static CostSpan readBlock(DataInputStream in) throws IOException {
    return new CostSpan(
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readDouble(),
        in.readDouble(),
        in.readDouble());
  }

  private static <T> Serde<T> serde(Writer<T> writer, Reader<T> reader) {
    return Serdes.serdeFrom(
        (topic, value) -> value == null ? null : write(writer, value),
        (topic, bytes) -> bytes == null ? null : read(reader, topic, bytes));
  }

  private static <T> byte[] write(Writer<T> writer, T value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(FORMAT);
      writer.write(value, out);
    } catch (IOException e) {
      throw new SerializationException("A name is too long for the statistics' state", e);
    }
    return bytes.toByteArray();
  }

  private static <T> T read(Reader<T> reader, String topic, byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      byte format = in.readByte();
      if (format != FORMAT) {
        throw new SerializationException(
            "%s holds format %d, not %d: another version of Medley wrote it"
                .formatted(topic, format, FORMAT));
      }
      return reader.read(in);
    } catch (IOException e) {
      throw new SerializationException(
          "%d bytes of %s end early".formatted(bytes.length, topic), e);
    }
  }
}
