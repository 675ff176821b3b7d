package dev.medley.feedback.events;

import dev.medley.schemas.Message;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/**
 * All texts of a record.
 *
 * @param longest UTF-8 bytes of the longest
 * @param total bytes that all of them take in Avro, at most
 * @param replacements how often U+FFFD stands in them: written, or put there for bytes that were no
 *     UTF-8
 */
public record Texts(int longest, long total, int replacements) {
  private static final char REPLACEMENT = '\uFFFD';

  /** Avro writes a text's length before it, in at most so many bytes. */
  private static final int LENGTH_BYTES = 5;

  public static Texts of(SpecificRecord record) {
    Texts all = new Texts(0, 0, 0);
    for (int field = 0; field < record.getSchema().getFields().size(); field++) {
      Object value = record.get(field);
      if (value instanceof String text) {
        all = all.and(text);
      } else if (value instanceof List<?> list) {
        for (Object item : list) {
          if (item instanceof Message message) {
            all = all.and(message.getRole()).and(message.getContent());
          }
        }
      }
    }
    return all;
  }

  private Texts and(String text) {
    int bytes = bytes(text);
    return new Texts(
        Math.max(longest, bytes), total + bytes + LENGTH_BYTES, replacements + count(text));
  }

  /** How often U+FFFD stands in the bytes as a producer wrote it. */
  static int replacementsIn(byte[] bytes) {
    int count = 0;
    for (int i = 0; i + 2 < bytes.length; i++) {
      if (bytes[i] == (byte) 0xEF && bytes[i + 1] == (byte) 0xBF && bytes[i + 2] == (byte) 0xBD) {
        count++;
      }
    }
    return count;
  }

  private static int count(String text) {
    int count = 0;
    for (int i = text.indexOf(REPLACEMENT); i >= 0; i = text.indexOf(REPLACEMENT, i + 1)) {
      count++;
    }
    return count;
  }

  private static int bytes(String text) {
    int bytes = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      // A surrogate counts for two of its pair's four bytes.
      bytes += c < 0x80 ? 0 : c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
    }
    return bytes;
  }
}
