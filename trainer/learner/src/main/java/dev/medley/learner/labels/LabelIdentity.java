package dev.medley.learner.labels;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

/** What makes two labels the same: generation id and revision. */
public record LabelIdentity(String generationId, int revision) {
  public LabelIdentity {
    requireNonNull(generationId, "generationId is null");
  }

  /** The first eight bytes of SHA-256 over the generation id, the same on every machine. */
  public long generationHash() {
    return Hashes.first8(generationId.getBytes(UTF_8));
  }
}
