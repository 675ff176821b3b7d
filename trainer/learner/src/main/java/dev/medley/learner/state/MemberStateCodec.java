package dev.medley.learner.state;

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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A member's state as bytes: big-endian, lists and texts behind their lengths, a version first. */
final class MemberStateCodec {
  static final int VERSION = 6;

  // Its held-out labels had what the parent's responses cost.
  private static final int WITH_COSTS = 2;

  // Its held-out labels had the parent's responses; it had no contexts of other labels.
  private static final int WITH_RESPONSES = 3;

  // Nobody knew whose labels those were.
  private static final int WITHOUT_AUTHORS = 4;

  // No member went back by itself.
  private static final int WITHOUT_RATE_FACTOR = 5;

  private MemberStateCodec() {}

  static byte[] encode(MemberState state) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 20);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(VERSION);
      out.writeLong(state.steps());
      out.writeLong(state.stepsBefore());
      out.writeDouble(state.rateFactor().value());
      out.writeLong(state.judgedSteps());
      out.writeLong(state.memory().random());
      StateArrays.writeArrays(out, state.weights());
      StateArrays.writeArrays(out, state.moments());
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
        StateArrays.writeTokens(out, watched.prompt());
        out.writeBoolean(watched.edited().isPresent());
        if (watched.edited().isPresent()) {
          StateArrays.writeText(out, watched.edited().get());
        }
        out.writeLong(watched.author());
      }
      StateArrays.writeDoubles(out, state.costModel());
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
      RateFactor rateFactor =
          version > WITHOUT_RATE_FACTOR ? new RateFactor(in.readDouble()) : RateFactor.FULL;
      long judgedSteps = in.readLong();
      long random = in.readLong();
      Map<String, float[]> weights = StateArrays.readArrays(in);
      Map<String, float[]> moments = StateArrays.readArrays(in);
      List<HeldOut> heldOut = new ArrayList<>();
      for (int left = StateArrays.count(in, 1); left > 0; left--) {
        ContextHash context = new ContextHash(in.readLong());
        Example example = readExample(in);
        skipParentResponse(in, version);
        boolean authors = version > WITHOUT_AUTHORS;
        long author = authors ? in.readLong() : Label.NAMELESS;
        heldOut.add(new HeldOut(context, example, author, authors && in.readBoolean()));
      }
      boolean enough = version > WITHOUT_AUTHORS && in.readBoolean();
      List<Example> recent = new ArrayList<>();
      for (int left = StateArrays.count(in, 1); left > 0; left--) {
        recent.add(readExample(in));
      }
      Map<Long, Integer> seen = new LinkedHashMap<>();
      for (int left = StateArrays.count(in, 1); left > 0; left--) {
        seen.put(in.readLong(), in.readInt());
      }
      Map<String, Long> armVersions = new LinkedHashMap<>();
      for (int left = StateArrays.count(in, 1); left > 0; left--) {
        armVersions.put(in.readUTF(), in.readLong());
      }
      List<Watched> contexts = version > WITH_RESPONSES ? readContexts(in, version) : List.of();
      Map<String, double[]> costModel = StateArrays.readDoubles(in);
      List<PublishedVersion> published = new ArrayList<>();
      for (int left = StateArrays.count(in, 1); left > 0; left--) {
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
          rateFactor,
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
      in.skipNBytes(StateArrays.count(in, 1));
    }
  }

  private static List<Watched> readContexts(DataInputStream in, int version) throws IOException {
    List<Watched> contexts = new ArrayList<>();
    for (int left = StateArrays.count(in, 1); left > 0; left--) {
      ContextHash context = new ContextHash(in.readLong());
      int[] prompt = StateArrays.readTokens(in);
      Optional<String> edited =
          in.readBoolean() ? Optional.of(StateArrays.readText(in)) : Optional.empty();
      long author = version > WITHOUT_AUTHORS ? in.readLong() : Label.NAMELESS;
      contexts.add(new Watched(context, prompt, edited, author, Optional.empty()));
    }
    return contexts;
  }

  private static void writeExample(DataOutputStream out, Example example) throws IOException {
    StateArrays.writeTokens(out, example.prompt());
    StateArrays.writeTokens(out, example.chosen());
    out.writeBoolean(example.rejected() != null);
    if (example.rejected() != null) {
      StateArrays.writeTokens(out, example.rejected());
    }
    out.writeFloat(example.cost());
    float[] weights = example.weights() == null ? new float[0] : example.weights();
    out.writeInt(weights.length);
    for (float weight : weights) {
      out.writeFloat(weight);
    }
  }

  private static Example readExample(DataInputStream in) throws IOException {
    int[] prompt = StateArrays.readTokens(in);
    int[] chosen = StateArrays.readTokens(in);
    int[] rejected = in.readBoolean() ? StateArrays.readTokens(in) : null;
    float cost = in.readFloat();
    float[] weights = StateArrays.readFloats(in);
    return new Example(prompt, chosen, rejected, cost, weights.length == 0 ? null : weights);
  }
}
