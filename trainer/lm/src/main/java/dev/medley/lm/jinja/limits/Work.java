package dev.medley.lm.jinja.limits;

import java.util.function.Supplier;

/**
 * What a rendering has done, counted on its thread: it ends, and neither what it reads nor what it
 * makes grows beyond bounds. Outside of a rendering nothing is counted.
 */
public final class Work {
  /** A list has no more items. */
  public static final int LONGEST_LIST = 1 << 20;

  private static final int MOST_STEPS = 20_000_000;

  /** In characters, of four bytes each: it bounds what is held at once. */
  private static final int MOST_MADE = 1 << 26;

  private static final int CHARACTERS_A_STEP = 32;
  private static final int CHARACTERS_AN_ITEM = 16;
  private static final ThreadLocal<Work> CURRENT = new ThreadLocal<>();

  private long steps;
  private long made;

  private Work() {}

  /**
   * Renders, and counts meanwhile.
   *
   * @throws RenderException where it passes a bound
   */
  public static <T> T counted(Supplier<T> rendering) {
    CURRENT.set(new Work());
    try {
      return rendering.get();
    } finally {
      CURRENT.remove();
    }
  }

  /** Counts what takes time. */
  public static void spend(long steps) {
    Work work = CURRENT.get();
    if (work != null) {
      work.steps += steps;
      if (work.steps > MOST_STEPS) {
        throw RenderException.of("the template does more than %d steps", MOST_STEPS);
      }
    }
  }

  /** Counts characters that are gone through. */
  public static void read(long characters) {
    if (characters >= CHARACTERS_A_STEP) {
      spend(characters / CHARACTERS_A_STEP);
    }
  }

  /** Counts room for characters; less than none where it is given back. */
  public static void make(long characters) {
    Work work = CURRENT.get();
    if (work != null) {
      work.made += characters;
      if (work.made > MOST_MADE) {
        throw RenderException.of("the template makes more than %d characters or items", MOST_MADE);
      }
    }
  }

  /** Counts a list, before it is made. */
  public static void list(long items) {
    if (items > LONGEST_LIST) {
      throw RenderException.of("a list grows beyond %d items", LONGEST_LIST);
    }
    spend(items);
    make((items + 2) * CHARACTERS_AN_ITEM);
  }
}
