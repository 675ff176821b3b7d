package dev.medley.learner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;

/** What makes two labels the same: generation id and revision. */
record LabelIdentity(String generationId, int revision) {
  LabelIdentity {
    requireNonNull(generationId, "generationId is null");
  }

  /** The first eight bytes of SHA-256 over both, the same on every machine. */
  long hash() {
    return first8(generationId + "/" + revision);
  }

  /**
   * Whether this generation belongs to the share that is never trained on, whatever its revision.
   */
  boolean heldOut(int oneIn) {
    return Math.floorMod(first8(generationId), (long) oneIn) == 0;
  }

  private static long first8(String text) {
    return ByteBuffer.wrap(Digests.sha256(text.getBytes(UTF_8))).getLong();
  }
}
