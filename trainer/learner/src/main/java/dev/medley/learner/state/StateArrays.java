package dev.medley.learner.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** Arrays and texts of a member's state as bytes: big-endian, behind their lengths. */
final class StateArrays {
  private StateArrays() {}

  static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static String readText(DataInputStream in) throws IOException {
    byte[] bytes = new byte[count(in, 1)];
    in.readFully(bytes);
    return new String(bytes, UTF_8);
  }

  /**
   * A length, which what is left can hold.
   *
   * @param bytesEach that each takes at least
   */
  static int count(DataInputStream in, int bytesEach) throws IOException {
    int count = in.readInt();
    if (count < 0 || (long) count * bytesEach > in.available()) {
      throw new EOFException(count + " are announced");
    }
    return count;
  }

  /** At once: hundreds of states are read before a loop over their values is compiled. */
  private static ByteBuffer read(DataInputStream in, int count) throws IOException {
    byte[] bytes = new byte[count];
    in.readFully(bytes);
    return ByteBuffer.wrap(bytes);
  }

  static void writeArrays(DataOutputStream out, Map<String, float[]> arrays) throws IOException {
    out.writeInt(arrays.size());
    for (Map.Entry<String, float[]> entry : arrays.entrySet()) {
      out.writeUTF(entry.getKey());
      out.writeInt(entry.getValue().length);
      ByteBuffer buffer = ByteBuffer.allocate(Float.BYTES * entry.getValue().length);
      buffer.asFloatBuffer().put(entry.getValue());
      out.write(buffer.array());
    }
  }

  static Map<String, float[]> readArrays(DataInputStream in) throws IOException {
    Map<String, float[]> arrays = new LinkedHashMap<>();
    for (int left = count(in, 1); left > 0; left--) {
      String name = in.readUTF();
      arrays.put(name, readFloats(in));
    }
    return arrays;
  }

  static float[] readFloats(DataInputStream in) throws IOException {
    float[] values = new float[count(in, Float.BYTES)];
    read(in, Float.BYTES * values.length).asFloatBuffer().get(values);
    return values;
  }

  static void writeDoubles(DataOutputStream out, Map<String, double[]> arrays) throws IOException {
    out.writeInt(arrays.size());
    for (Map.Entry<String, double[]> entry : arrays.entrySet()) {
      out.writeUTF(entry.getKey());
      out.writeInt(entry.getValue().length);
      for (double value : entry.getValue()) {
        out.writeDouble(value);
      }
    }
  }

  static Map<String, double[]> readDoubles(DataInputStream in) throws IOException {
    Map<String, double[]> arrays = new LinkedHashMap<>();
    for (int left = count(in, 1); left > 0; left--) {
      String name = in.readUTF();
      double[] values = new double[count(in, Double.BYTES)];
      read(in, Double.BYTES * values.length).asDoubleBuffer().get(values);
      arrays.put(name, values);
    }
    return arrays;
  }

  static void writeTokens(DataOutputStream out, int[] tokens) throws IOException {
    out.writeInt(tokens.length);
    for (int token : tokens) {
      out.writeInt(token);
    }
  }

  static int[] readTokens(DataInputStream in) throws IOException {
    int[] tokens = new int[count(in, Integer.BYTES)];
    read(in, Integer.BYTES * tokens.length).asIntBuffer().get(tokens);
    return tokens;
  }
}
