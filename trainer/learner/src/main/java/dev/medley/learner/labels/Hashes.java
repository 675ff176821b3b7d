package dev.medley.learner.labels;

import dev.medley.schemas.checkpoints.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * The first eight bytes of SHA-256, as a number, of several arrays in a row as if they were one.
 */
final class Hashes {
  private Hashes() {}

  static long first8(byte[]... parts) {
    MessageDigest digest = Sha256.begin();
    for (byte[] part : parts) {
      digest.update(part);
    }
    return ByteBuffer.wrap(digest.digest()).getLong();
  }
}
