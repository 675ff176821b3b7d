package dev.medley.schemas.checkpoints;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Bytes cut into pieces that a broker's default record limit of 1 MB takes. */
public final class Chunks {
  /** Bytes of the largest piece: 900 KiB. */
  public static final int MAX_BYTES = 900 << 10;

  private Chunks() {}

  public static List<ByteBuffer> cut(byte[] bytes) {
    List<ByteBuffer> chunks = new ArrayList<>();
    for (int from = 0; from < bytes.length; from += MAX_BYTES) {
      chunks.add(ByteBuffer.wrap(bytes, from, Math.min(MAX_BYTES, bytes.length - from)).slice());
    }
    return chunks;
  }

  public static byte[] join(List<ByteBuffer> chunks) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (ByteBuffer chunk : chunks) {
      byte[] piece = new byte[chunk.remaining()];
      chunk.duplicate().get(piece);
      bytes.writeBytes(piece);
    }
    return bytes.toByteArray();
  }
}
