package dev.medley.lm.pretrain;

import java.util.ArrayList;
import java.util.List;

/** GPT-2's printable letter for each byte, in which byte-level BPE spells its vocabulary. */
final class ByteLetters {
  private static final String[] LETTERS = letters();

  private ByteLetters() {}

  static String letter(int unsignedByte) {
    return LETTERS[unsignedByte];
  }

  static List<String> of(byte[] bytes) {
    List<String> letters = new ArrayList<>(bytes.length);
    for (byte b : bytes) {
      letters.add(LETTERS[b & 0xff]);
    }
    return letters;
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
