package dev.medley.subscriber;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.medley.schemas.AdapterFile;
import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.checkpoints.AdapterLayout;
import dev.medley.schemas.checkpoints.Chunks;
import dev.medley.schemas.checkpoints.Sha256;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Adapters as a trainer would publish them. */
final class Adapters {
  static final String BASE_DIGEST = "ab".repeat(32);

  /** An adapter's two files. */
  static final class Adapter {
    private final byte[] config;
    private final byte[] model;

    Adapter(byte[] config, byte[] model) {
      this.config = config;
      this.model = model;
    }

    byte[] config() {
      return config;
    }

    byte[] model() {
      return model;
    }

    byte[] bytes() {
      byte[] all = new byte[config.length + model.length];
      System.arraycopy(config, 0, all, 0, config.length);
      System.arraycopy(model, 0, all, config.length, model.length);
      return all;
    }

    String digest() {
      return Sha256.of(bytes());
    }
  }

  private Adapters() {}

  static Adapter adapter(int modelBytes, long seed) {
    byte[] model = new byte[modelBytes];
    new Random(seed).nextBytes(model);
    return new Adapter("{\"peft_type\": \"LORA\"}".getBytes(UTF_8), model);
  }

  /** A right record of an adapter whose chunks are as large as they may be. */
  static Checkpoint record(String task, String member, long version, Adapter adapter) {
    int total = adapter.bytes().length;
    return Checkpoint.newBuilder()
        .setTask(task)
        .setMember(member)
        .setVersion(version)
        .setParent(version - 1)
        .setBaseDigest(BASE_DIGEST)
        .setAdapterDigest(adapter.digest())
        .setFiles(
            List.of(
                new AdapterFile(AdapterLayout.CONFIG, (long) adapter.config().length),
                new AdapterFile(AdapterLayout.WEIGHTS, (long) adapter.model().length)))
        .setChunks((total + Chunks.MAX_BYTES - 1) / Chunks.MAX_BYTES)
        .setChunkPartition(1)
        .setChunkOffset(0)
        .setLabelTopic("supervision")
        .setTrainedThrough(List.of())
        .setEditsSeen(10 * version)
        .setSteps(version)
        .setNewestEditAt(Instant.ofEpochMilli(1_700_000_000_000L))
        .setHeldOut(Map.of())
        .setCreatedAt(Instant.ofEpochMilli(1_700_000_001_000L))
        .build();
  }
}
