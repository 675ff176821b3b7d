package dev.medley.learner.labels;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.medley.lm.chat.ChatMessage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A context x as a number, the same on every machine: the first eight bytes of SHA-256 over its
 * messages, each text behind its length.
 */
public record ContextHash(long value) {
  public static ContextHash of(List<ChatMessage> messages) {
    List<byte[]> parts = new ArrayList<>();
    for (ChatMessage message : messages) {
      for (String text : List.of(message.role(), message.content())) {
        byte[] bytes = text.getBytes(UTF_8);
        parts.add(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length).array());
        parts.add(bytes);
      }
    }
    return new ContextHash(Hashes.first8(parts.toArray(byte[][]::new)));
  }

  /** Whether labels of this context are never trained on, whoever responded to it. */
  public boolean heldOut(int oneIn) {
    return Math.floorMod(value, (long) oneIn) == 0;
  }
}
