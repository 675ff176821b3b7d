package dev.medley.feedback;

import dev.medley.schemas.Message;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/**
 * All texts of a record.
 *
 * @param longest UTF-8 bytes of the longest
 * @param replacements how often U+FFFD stands in them: written, or put there for bytes that were no
 *     UTF-8
 */
record Texts(int longest, int replacements) {
  private static final char REPLACEMENT = '\uFFFD';

  static Texts of(SpecificRecord record) {
    int longest = 0;
    int replacements = 0;
    for (int field = 0; field < record.getSchema().getFields().size(); field++) {
      Object value = record.get(field);
      if (value instanceof String text) {
        longest = Math.max(longest, bytes(text));
        replacements += count(text);
      } else if (value instanceof List<?> list) {
        for (Object item : list) {
          if (item instanceof Message message) {
            longest = Math.max(longest, bytes(message.getContent()));
            replacements += count(message.getContent()) + count(message.getRole());
          }
        }
      }
    }
    return new Texts(longest, replacements);
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
