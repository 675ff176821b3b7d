package dev.medley.serving.statistics;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * Values of the statistics' own state and internal topics: a format byte, then fixed fields. What
 * 0.1.0 wrote is read ({@link CostsOnly}).
 */
final class BinarySerde {
  static final byte COSTS_ONLY = 2;
  private static final byte FORMAT = 3;

  private interface Writer<T> {
    void write(T value, DataOutputStream out) throws IOException;
  }

  private interface Reader<T> {
    T read(DataInputStream in) throws IOException;
  }

  private BinarySerde() {}

  static Serde<Play> plays() {
    return serde(PlayFields::write, PlayFields::read, CostsOnly::play);
  }

  static Serde<ArmChange> changes() {
    return serde(
        (change, out) -> {
          out.writeByte(change.sign());
          PlayFields.write(change.play(), out);
        },
        in -> new ArmChange(in.readByte(), PlayFields.read(in)),
        in -> new ArmChange(in.readByte(), CostsOnly.play(in)));
  }

  static Serde<ArmTotal> totals() {
    return serde(TotalFields::write, TotalFields::read, CostsOnly::total);
  }

  private static <T> Serde<T> serde(Writer<T> writer, Reader<T> reader, Reader<T> past) {
    return Serdes.serdeFrom(
        (topic, value) -> value == null ? null : write(writer, value),
        (topic, bytes) -> bytes == null ? null : read(reader, past, topic, bytes));
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

  private static <T> T read(Reader<T> reader, Reader<T> past, String topic, byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      byte format = in.readByte();
      return switch (format) {
        case FORMAT -> reader.read(in);
        case COSTS_ONLY -> past.read(in);
        default ->
            throw new SerializationException(
                "%s holds format %d, not %d or %d: another version of Medley wrote it"
                    .formatted(topic, format, COSTS_ONLY, FORMAT));
      };
    } catch (IOException e) {
      throw new SerializationException(
          "%d bytes of %s end early".formatted(bytes.length, topic), e);
    }
  }
}
