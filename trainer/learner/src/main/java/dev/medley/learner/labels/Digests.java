package dev.medley.learner.labels;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, of several arrays in a row as if they were one. */
public final class Digests {
  private Digests() {}

  static byte[] sha256(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This JDK has no SHA-256", e);
    }
  }

  public static String hex(byte[]... parts) {
    return HexFormat.of().formatHex(sha256(parts));
  }

  /** The first eight bytes, as a number. */
  static long first8(byte[]... parts) {
    return ByteBuffer.wrap(sha256(parts)).getLong();
  }
}
