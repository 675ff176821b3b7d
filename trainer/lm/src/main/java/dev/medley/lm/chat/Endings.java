package dev.medley.lm.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Which characters at the end of some tokens' text a later token may change. Where letters are
 * bytes (ByteLevel), half a character is one that stands for it; where some tokens are bytes
 * (ByteFallback), a run of them is text or not as a whole.
 */
final class Endings {
  private static final byte[] NONE = {};

  private final boolean fallback;
  private byte[][] bytes = {};

  /**
   * Reads a tokenizer.json.
   *
   * @param added its added tokens: special ones leave no text
   */
  Endings(JsonNode root, List<AddedToken> added) {
    List<String> decoders = root.path("decoder").findValuesAsText("type");
    this.fallback = decoders.contains("ByteFallback");
    if (fallback || decoders.contains("ByteLevel")) {
      root.path("model")
          .path("vocab")
          .properties()
          .forEach(e -> put(e.getKey(), e.getValue().asInt()));
      int id = 0;
      for (JsonNode piece : root.path("model").path("vocab")) {
        if (piece.isArray()) {
          put(piece.path(0).asText(), id++);
        }
      }
      added.forEach(token -> put(token.content().toString(), token.id()));
      added.stream().filter(AddedToken::special).forEach(token -> put(token.id(), NONE));
    }
  }

  private void put(String token, int id) {
    if (!fallback) {
      put(id, ByteLetters.bytes(token));
    } else if (token.matches("<0x[0-9A-Fa-f]{2}>")) {
      put(id, new byte[] {(byte) Integer.parseInt(token.substring(3, 5), 16)});
    }
  }

  private void put(int id, byte[] value) {
    if (id >= bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(id + 1, 2 * bytes.length));
    }
    bytes[id] = value;
  }

  /** A token's bytes; null where it has none. */
  private byte[] of(int id) {
    return id < bytes.length ? bytes[id] : null;
  }

  /** How many of the last characters (Java's) of these tokens' text may change. */
  int undecided(int[] tokens) {
    if (bytes.length == 0) {
      return 0;
    }
    return fallback ? lastRun(tokens) : isHalf(tokens) ? 1 : 0;
  }

  private int lastRun(int[] tokens) {
    int start = tokens.length;
    int length = 0;
    while (start > 0 && of(tokens[start - 1]) != null) {
      length += of(tokens[--start]).length;
    }
    ByteBuffer run = ByteBuffer.allocate(length);
    for (int i = start; i < tokens.length; i++) {
      run.put(of(tokens[i]));
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(run.flip()).length();
    } catch (CharacterCodingException e) {
      // Each of its bytes stands for itself.
      return length;
    }
  }

  private boolean isHalf(int[] tokens) {
    byte[] tail = new byte[4];
    int at = 4;
    for (int i = tokens.length - 1; i >= 0 && at > 0; i--) {
      byte[] token = of(tokens[i]) == null ? NONE : of(tokens[i]);
      for (int j = token.length - 1; j >= 0 && at > 0; j--) {
        tail[--at] = token[j];
      }
    }
    for (int lead = 3; lead >= at; lead--) {
      if ((tail[lead] & 0xC0) != 0x80) {
        return isHalf(tail, lead);
      }
    }
    return false;
  }

  /** Whether what begins here may become a character (Unicode 16, table 3-7). */
  private static boolean isHalf(byte[] tail, int at) {
    int lead = tail[at] & 0xFF;
    int length = lead >= 0xF0 && lead <= 0xF4 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 1;
    if (lead > 0xF4 || 4 - at >= length) {
      return false;
    }
    int second = at < 3 ? tail[at + 1] & 0xFF : 0;
    int low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    int high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    return at == 3 || (second >= low && second <= high);
  }
}
