package dev.medley.schemas.edits;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Small numbers for tokens, equal where the tokens are equal. Its hash has a secret key, so that
 * nobody can write a text whose words all collide. Keeps its memory from one use to the next.
 */
final class Interner {
  private static final SecureRandom RANDOM = new SecureRandom();

  /**
   * Times an odd secret: whatever the codes, few share their highest bits (Dietzfelbinger 1997).
   */
  private static final long KEY = RANDOM.nextLong() | 1;

  /** Collides for two texts with a probability of about their length / 2^60, whoever wrote them. */
  private static final Hasher64 HASH =
      Hashing.polymurHash2_0(RANDOM.nextLong(), RANDOM.nextLong(), RANDOM.nextLong());

  private static final int SMALLEST = 1 << 10;

  /** Characters of a token that its code can hold, where each takes a byte. */
  private static final int SHORT = 7;

  private static final int LENGTH_SHIFT = 8 * SHORT;

  /** A power of two; above each token's number stands 1 more, and 0 where there is none. */
  private int[] slots = new int[SMALLEST];

  private int shift = Long.numberOfLeadingZeros(SMALLEST) + 1;
  private String[] texts = new String[SMALLEST / 2];
  private int[] starts = new int[SMALLEST / 2];
  private int[] ends = new int[SMALLEST / 2];
  private long[] codes = new long[SMALLEST / 2];
  private final Slice slice = new Slice();
  private int count;

  /** A stretch of a text, without a copy of it. */
  private static final class Slice implements CharSequence {
    private String text;
    private int start;
    private int end;

    @Override
    public int length() {
      return end - start;
    }

    @Override
    public char charAt(int index) {
      return text.charAt(start + index);
    }

    @Override
    public CharSequence subSequence(int from, int to) {
      return text.substring(start + from, start + to);
    }
  }

  /** How many different tokens there are; their numbers lie below it. */
  int count() {
    return count;
  }

  /** Forgets all tokens, and lets go of their texts. */
  void clear() {
    Arrays.fill(texts, 0, count, null);
    int mask = slots.length - 1;
    if (count > slots.length / 8) {
      Arrays.fill(slots, 0);
    } else {
      for (int id = count - 1; id >= 0; id--) {
        int slot = slot(codes[id]);
        while (slots[slot] != id + 1) {
          slot = (slot + 1) & mask;
        }
        slots[slot] = 0;
      }
    }
    slice.text = null;
    count = 0;
  }

  int id(String text, int start, int end) {
    long code = code(text, start, end);
    int mask = slots.length - 1;
    int slot = slot(code);
    while (slots[slot] != 0) {
      int id = slots[slot] - 1;
      if (codes[id] == code && (isWhole(code) || matches(id, text, start, end))) {
        return id;
      }
      slot = (slot + 1) & mask;
    }
    return add(slot, code, text, start, end);
  }

  /** By the highest bits of the product, which every bit of the code reaches. */
  private int slot(long code) {
    return (int) ((code * KEY) >>> shift);
  }

  private int add(int slot, long code, String text, int start, int end) {
    int id = count++;
    slots[slot] = count;
    texts[id] = text;
    starts[id] = start;
    ends[id] = end;
    codes[id] = code;
    if (count == texts.length) {
      grow();
    }
    return id;
  }

  private boolean matches(int id, String text, int start, int end) {
    int length = end - start;
    return ends[id] - starts[id] == length
        && texts[id].regionMatches(starts[id], text, start, length);
  }

  /** A short token itself, with its length above it; of any other a hash, with nothing above it. */
  private long code(String text, int start, int end) {
    if (end - start > SHORT) {
      return hash(text, start, end);
    }
    long code = end - start + 1L;
    int all = 0;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      code = (code << 8) | c;
      all |= c;
    }
    return all < 1 << 8 ? code << (8 * (SHORT - (end - start))) : hash(text, start, end);
  }

  private static boolean isWhole(long code) {
    return code >>> LENGTH_SHIFT != 0;
  }

  private long hash(String text, int start, int end) {
    slice.text = text;
    slice.start = start;
    slice.end = end;
    return HASH.hashCharsToLong(slice) >>> 8;
  }

  private void grow() {
    int size = texts.length * 2;
    texts = Arrays.copyOf(texts, size);
    starts = Arrays.copyOf(starts, size);
    ends = Arrays.copyOf(ends, size);
    codes = Arrays.copyOf(codes, size);
    slots = new int[size * 2];
    shift--;
    int mask = slots.length - 1;
    for (int id = 0; id < count; id++) {
      int slot = slot(codes[id]);
      while (slots[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = id + 1;
    }
  }
}
