package dev.medley.learner.labels;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.medley.learner.settings.DeploymentSecret;
import dev.medley.lm.chat.ChatMessage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * A context x as a number, the same on every machine: the first eight bytes of SHA-256 over its
 * messages, each text behind its length; or, with a secret, of HMAC-SHA-256 over them.
 */
public record ContextHash(long value) {
  private static final String PURPOSE = "medley held-out contexts 1";

  /** Without a secret. */
  public static ContextHash of(List<ChatMessage> messages) {
    return of(messages, Optional.empty());
  }

  public static ContextHash of(List<ChatMessage> messages, Optional<DeploymentSecret> secret) {
    ByteArrayOutputStream framed = new ByteArrayOutputStream();
    for (ChatMessage message : messages) {
      for (String text : List.of(message.role(), message.content())) {
        byte[] bytes = text.getBytes(UTF_8);
        framed.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length).array());
        framed.writeBytes(bytes);
      }
    }
    byte[] all = framed.toByteArray();
    return new ContextHash(
        secret
            .map(key -> ByteBuffer.wrap(key.hash(PURPOSE, all)).getLong())
            .orElseGet(() -> Hashes.first8(all)));
  }

  /** 0 or 1, whatever is held out: which half of the held-out contexts this one belongs to. */
  public int half() {
    return (int) (value >>> 40 & 1);
  }
}
