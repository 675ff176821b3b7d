package dev.medley.lm.chat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** GPT-2's printable letter for each byte, in which byte-level BPE spells its vocabulary. */
public final class ByteLetters {
  private static final String[] LETTERS = letters();
  private static final int[] BYTES = values();

  private ByteLetters() {}

  public static String letter(int unsignedByte) {
    return LETTERS[unsignedByte];
  }

  public static List<String> of(byte[] bytes) {
    List<String> letters = new ArrayList<>(bytes.length);
    for (byte b : bytes) {
      letters.add(LETTERS[b & 0xff]);
    }
    return letters;
  }

  /** What a token of byte-level BPE decodes to; one that is not spelled in letters is itself. */
  static byte[] bytes(String token) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < token.length(); i++) {
      int value = token.charAt(i) < BYTES.length ? BYTES[token.charAt(i)] : -1;
      if (value < 0) {
        return token.getBytes(StandardCharsets.UTF_8);
      }
      bytes.write(value);
    }
    return bytes.toByteArray();
  }

  private static int[] values() {
    int[] values = new int[LETTERS[255].charAt(0) + 512];
    Arrays.fill(values, -1);
    for (int value = 0; value < 256; value++) {
      values[LETTERS[value].charAt(0)] = value;
    }
    return values;
  }

  private static String[] letters() {
    String[] letters = new String[256];
    int next = 256;
    for (int b = 0; b < 256; b++) {
      boolean printable = (b >= '!' && b <= '~') || (b >= 0xa1 && b <= 0xac) || b >= 0xae;
      letters[b] = String.valueOf((char) (printable ? b : next++));
    }
    return letters;
  }
}
