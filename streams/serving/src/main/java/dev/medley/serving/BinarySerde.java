package dev.medley.serving;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** Values of the statistics' own state and internal topics: a format byte, then fixed fields. */
final class BinarySerde {
  private static final byte FORMAT = 1;

  private interface Writer<T> {
    void write(T value, DataOutputStream out) throws IOException;
  }

  private interface Reader<T> {
    T read(DataInputStream in) throws IOException;
  }

  private BinarySerde() {}

  static Serde<Play> plays() {
    return serde(
        (play, out) -> {
          out.writeUTF(play.task());
          out.writeUTF(play.arm());
          out.writeInt(play.revision());
          out.writeLong(play.costBillionths());
        },
        in -> new Play(in.readUTF(), in.readUTF(), in.readInt(), in.readLong()));
  }

  static Serde<ArmTotal> totals() {
    return serde(
        (total, out) -> {
          out.writeLong(total.plays());
          out.writeLong(total.costBillionths());
        },
        in -> new ArmTotal(in.readLong(), in.readLong()));
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
