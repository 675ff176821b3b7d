package dev.medley.schemas.checkpoints;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Bytes cut into pieces that a broker's default record limit of 1 MB takes. */
public final class Chunks {
  /** Bytes of the largest piece: 900 KiB. */
  public static final int MAX_BYTES = 900 << 10;

  private Chunks() {}

  public static List<ByteBuffer> cut(byte[] bytes) {
    return cut(bytes, MAX_BYTES);
  }

  /**
   * Pieces of so many bytes, and a last one of what is left.
   *
   * @param size at most {@link #MAX_BYTES}
   */
  public static List<ByteBuffer> cut(byte[] bytes, int size) {
    List<ByteBuffer> chunks = new ArrayList<>();
    for (int from = 0; from < bytes.length; from += size) {
      chunks.add(ByteBuffer.wrap(bytes, from, Math.min(size, bytes.length - from)).slice());
    }
    return chunks;
  }

  public static byte[] join(List<ByteBuffer> chunks) {
    ByteBuffer whole =
        ByteBuffer.allocate(
            chunks.stream().mapToInt(ByteBuffer::remaining).reduce(0, Math::addExact));
    chunks.forEach(chunk -> whole.put(chunk.duplicate()));
    return whole.array();
  }
}
