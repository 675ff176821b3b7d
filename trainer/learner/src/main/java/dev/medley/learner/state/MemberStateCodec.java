package dev.medley.learner.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.medley.learner.labels.ContextHash;
import dev.medley.learner.labels.Label;
import dev.medley.learner.memory.HeldOut;
import dev.medley.learner.memory.MemoryState;
import dev.medley.learner.memory.Watched;
import dev.medley.learner.settings.RefusedStateException;
import dev.medley.lm.loss.Example;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A member's state as bytes: big-endian, lists and texts behind their lengths, a version first. */
final class MemberStateCodec {
  static final int VERSION = 5;

  // Its held-out labels had what the parent's responses cost.
  private static final int WITH_COSTS = 2;

  // Its held-out labels had the parent's responses; it had no contexts of other labels.
  private static final int WITH_RESPONSES = 3;

  // Nobody knew whose labels those were.
  private static final int WITHOUT_AUTHORS = 4;

  private MemberStateCodec() {}

  static byte[] encode(MemberState state) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 20);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(VERSION);
      out.writeLong(state.steps());
      out.writeLong(state.stepsBefore());
      out.writeLong(state.judgedSteps());
      out.writeLong(state.memory().random());
      writeArrays(out, state.weights());
      writeArrays(out, state.moments());
      out.writeInt(state.memory().heldOut().size());
      for (HeldOut heldOut : state.memory().heldOut()) {
        out.writeLong(heldOut.context().value());
        writeExample(out, heldOut.example());
        out.writeLong(heldOut.author());
        out.writeBoolean(heldOut.accepted());
      }
      out.writeBoolean(state.memory().enough());
      out.writeInt(state.memory().recent().size());
      for (Example example : state.memory().recent()) {
        writeExample(out, example);
      }
      out.writeInt(state.memory().seen().size());
      for (Map.Entry<Long, Integer> entry : state.memory().seen().entrySet()) {
        out.writeLong(entry.getKey());
        out.writeInt(entry.getValue());
      }
      out.writeInt(state.memory().armVersions().size());
      for (Map.Entry<String, Long> entry : state.memory().armVersions().entrySet()) {
        out.writeUTF(entry.getKey());
        out.writeLong(entry.getValue());
      }
      out.writeInt(state.memory().contexts().size());
      for (Watched watched : state.memory().contexts()) {
        out.writeLong(watched.context().value());
        writeTokens(out, watched.prompt());
        out.writeBoolean(watched.edited().isPresent());
        if (watched.edited().isPresent()) {
          writeText(out, watched.edited().get());
        }
        out.writeLong(watched.author());
      }
      writeDoubles(out, state.costModel());
      out.writeInt(state.published().size());
      for (PublishedVersion version : state.published()) {
        out.writeLong(version.version());
        out.writeInt(version.chunks());
        out.writeInt(version.partition());
      }
    } catch (IOException e) {
      throw new IllegalStateException("Memory does not fail to write", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws RefusedStateException where the bytes are not all of a state, or of another version
   */
  static MemberState decode(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = in.readInt();
      if (version < WITH_COSTS || version > VERSION) {
        throw new RefusedStateException(
            ("Trainer state of format %d, this trainer reads %d: use the release that wrote it, or"
                    + " build the member anew: learner retrain --from-beginning --as NAME")
                .formatted(version, VERSION));
      }
      long steps = in.readLong();
      long stepsBefore = in.readLong();
      long judgedSteps = in.readLong();
      long random = in.readLong();
      Map<String, float[]> weights = readArrays(in);
      Map<String, float[]> moments = readArrays(in);
      List<HeldOut> heldOut = new ArrayList<>();
      for (int left = count(in, 1); left > 0; left--) {
        ContextHash context = new ContextHash(in.readLong());
        Example example = readExample(in);
        skipParentResponse(in, version);
        boolean authors = version > WITHOUT_AUTHORS;
        long author = authors ? in.readLong() : Label.NAMELESS;
        heldOut.add(new HeldOut(context, example, author, authors && in.readBoolean()));
      }
      boolean enough = version > WITHOUT_AUTHORS && in.readBoolean();
      List<Example> recent = new ArrayList<>();
      for (int left = count(in, 1); left > 0; left--) {
        recent.add(readExample(in));
      }
      Map<Long, Integer> seen = new LinkedHashMap<>();
      for (int left = count(in, 1); left > 0; left--) {
        seen.put(in.readLong(), in.readInt());
      }
      Map<String, Long> armVersions = new LinkedHashMap<>();
      for (int left = count(in, 1); left > 0; left--) {
        armVersions.put(in.readUTF(), in.readLong());
      }
      List<Watched> contexts = version > WITH_RESPONSES ? readContexts(in, version) : List.of();
      Map<String, double[]> costModel = readDoubles(in);
      List<PublishedVersion> published = new ArrayList<>();
      for (int left = count(in, 1); left > 0; left--) {
        published.add(new PublishedVersion(in.readLong(), in.readInt(), in.readInt()));
      }
      if (in.available() > 0) {
        throw new EOFException("%d bytes are left".formatted(in.available()));
      }
      return new MemberState(
          weights,
          moments,
          steps,
          stepsBefore,
          judgedSteps,
          new MemoryState(random, heldOut, enough, recent, seen, armVersions, contexts),
          costModel,
          published);
    } catch (IOException e) {
      throw new RefusedStateException(
          ("Trainer state of %d bytes ends too early, or is not whole: use the release that wrote"
                  + " it, or build the member anew: learner retrain --from-beginning --as NAME")
              .formatted(bytes.length));
    }
  }

  private static void skipParentResponse(DataInputStream in, int version) throws IOException {
    if (version == WITH_COSTS) {
      in.readDouble();
    } else if (version == WITH_RESPONSES && in.readBoolean()) {
      in.skipNBytes(count(in, 1));
    }
  }

  private static List<Watched> readContexts(DataInputStream in, int version) throws IOException {
    List<Watched> contexts = new ArrayList<>();
    for (int left = count(in, 1); left > 0; left--) {
      ContextHash context = new ContextHash(in.readLong());
      int[] prompt = readTokens(in);
      Optional<String> edited = in.readBoolean() ? Optional.of(readText(in)) : Optional.empty();
      long author = version > WITHOUT_AUTHORS ? in.readLong() : Label.NAMELESS;
      contexts.add(new Watched(context, prompt, edited, author, Optional.empty()));
    }
    return contexts;
  }

  private static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String readText(DataInputStream in) throws IOException {
    byte[] bytes = new byte[count(in, 1)];
    in.readFully(bytes);
    return new String(bytes, UTF_8);
  }

  /**
   * A length, which what is left can hold.
   *
   * @param bytesEach that each takes at least
   */
  private static int count(DataInputStream in, int bytesEach) throws IOException {
    int count = in.readInt();
    if (count < 0 || (long) count * bytesEach > in.available()) {
      throw new EOFException(count + " are announced");
    }
    return count;
  }

  private static void writeArrays(DataOutputStream out, Map<String, float[]> arrays)
      throws IOException {
    out.writeInt(arrays.size());
    for (Map.Entry<String, float[]> entry : arrays.entrySet()) {
      out.writeUTF(entry.getKey());
      out.writeInt(entry.getValue().length);
      ByteBuffer buffer = ByteBuffer.allocate(Float.BYTES * entry.getValue().length);
      buffer.asFloatBuffer().put(entry.getValue());
      out.write(buffer.array());
    }
  }

  private static Map<String, float[]> readArrays(DataInputStream in) throws IOException {
    Map<String, float[]> arrays = new LinkedHashMap<>();
    for (int left = count(in, 1); left > 0; left--) {
      String name = in.readUTF();
      float[] values = new float[count(in, Float.BYTES)];
      byte[] bytes = in.readNBytes(Float.BYTES * values.length);
      if (bytes.length < Float.BYTES * values.length) {
        throw new EOFException(name);
      }
      ByteBuffer.wrap(bytes).asFloatBuffer().get(values);
      arrays.put(name, values);
    }
    return arrays;
  }

  private static void writeDoubles(DataOutputStream out, Map<String, double[]> arrays)
      throws IOException {
    out.writeInt(arrays.size());
    for (Map.Entry<String, double[]> entry : arrays.entrySet()) {
      out.writeUTF(entry.getKey());
      out.writeInt(entry.getValue().length);
      for (double value : entry.getValue()) {
        out.writeDouble(value);
      }
    }
  }

  private static Map<String, double[]> readDoubles(DataInputStream in) throws IOException {
    Map<String, double[]> arrays = new LinkedHashMap<>();
    for (int left = count(in, 1); left > 0; left--) {
      String name = in.readUTF();
      double[] values = new double[count(in, Double.BYTES)];
      for (int i = 0; i < values.length; i++) {
        values[i] = in.readDouble();
      }
      arrays.put(name, values);
    }
    return arrays;
  }

  private static void writeExample(DataOutputStream out, Example example) throws IOException {
    writeTokens(out, example.prompt());
    writeTokens(out, example.chosen());
    out.writeBoolean(example.rejected() != null);
    if (example.rejected() != null) {
      writeTokens(out, example.rejected());
    }
    out.writeFloat(example.cost());
    float[] weights = example.weights() == null ? new float[0] : example.weights();
    out.writeInt(weights.length);
    for (float weight : weights) {
      out.writeFloat(weight);
    }
  }

  private static Example readExample(DataInputStream in) throws IOException {
    int[] prompt = readTokens(in);
    int[] chosen = readTokens(in);
    int[] rejected = in.readBoolean() ? readTokens(in) : null;
    float cost = in.readFloat();
    float[] weights = new float[count(in, Float.BYTES)];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = in.readFloat();
    }
    return new Example(prompt, chosen, rejected, cost, weights.length == 0 ? null : weights);
  }

  private static void writeTokens(DataOutputStream out, int[] tokens) throws IOException {
    out.writeInt(tokens.length);
    for (int token : tokens) {
      out.writeInt(token);
    }
  }

  private static int[] readTokens(DataInputStream in) throws IOException {
    int[] tokens = new int[count(in, Integer.BYTES)];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = in.readInt();
    }
    return tokens;
  }
}
