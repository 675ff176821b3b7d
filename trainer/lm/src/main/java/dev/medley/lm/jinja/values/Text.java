package dev.medley.lm.jinja.values;

import dev.medley.lm.jinja.limits.RenderException;
import dev.medley.lm.jinja.limits.Work;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Python's string without lone surrogates, which are no text: code points, each of which knows
 * whether a user wrote it. Marks go along with their characters through whatever a template does,
 * and make no difference to it: texts are compared by characters alone.
 */
public final class Text implements Comparable<Text> {
  public static final Text EMPTY = new Text(new int[0]);

  /** No prompt is longer: it bounds what one operation may make. */
  public static final int MOST = 1 << 23;

  private static final int MARK = 1 << 30;

  private final int[] points;

  private Text(int[] points) {
    Work.make(points.length + 10L);
    this.points = points;
  }

  /** A text that the template, or whoever runs the model, wrote. */
  public static Text of(String text) {
    return new Text(points(text).toArray());
  }

  /** A text that a user wrote. */
  public static Text marked(String text) {
    return new Text(points(text).map(point -> point | MARK).toArray());
  }

  /** Half of a pair of surrogates has no UTF-8, and libraries spell it in several ways. */
  private static IntStream points(String text) {
    return text.codePoints().map(Text::wellFormed);
  }

  private static int wellFormed(int point) {
    return point >= 0xd800 && point < 0xe000 ? 0xfffd : point;
  }

  /** With U+FFFD in place of each lone surrogate, which is as long. */
  public static String wellFormed(String text) {
    return of(text).toString();
  }

  public int length() {
    return points.length;
  }

  public boolean isEmpty() {
    return points.length == 0;
  }

  /** A character's code point. */
  public int point(int index) {
    return points[index] & ~MARK;
  }

  /** Whether a user wrote this character. */
  public boolean isMarked(int index) {
    return (points[index] & MARK) != 0;
  }

  public Text slice(int from, int to) {
    return from == 0 && to == points.length
        ? this
        : new Text(Arrays.copyOfRange(points, from, Math.max(from, to)));
  }

  /** Whether a user wrote any of it. */
  public boolean hasMarks() {
    return Arrays.stream(points).anyMatch(point -> (point & MARK) != 0);
  }

  /** With something else in place of each stretch that a user wrote. */
  public Text withoutMarked(String instead) {
    Builder out = new Builder();
    for (int i = 0; i < length(); i++) {
      if (!isMarked(i)) {
        out.add(this, i, i + 1);
      } else if (i == 0 || !isMarked(i - 1)) {
        out.add(instead);
      }
    }
    return out.build();
  }

  public Text plus(Text other) {
    return new Builder((long) length() + other.length()).add(this).add(other).build();
  }

  boolean startsWith(Text prefix, int at) {
    if (at < 0 || at + prefix.length() > length()) {
      return false;
    }
    int same = 0;
    while (same < prefix.length() && point(at + same) == prefix.point(same)) {
      same++;
    }
    Work.read(same);
    return same == prefix.length();
  }

  /** Where another begins, at or after a place; -1 where it doesn't. */
  public int indexOf(Text other, int from) {
    int i = from;
    while (i + other.length() <= length() && !startsWith(other, i)) {
      i++;
    }
    Work.read(i - from);
    return i + other.length() <= length() ? i : -1;
  }

  public int lastIndexOf(Text other, int last) {
    int from = Math.min(last, length() - other.length());
    int i = from;
    while (i >= 0 && !startsWith(other, i)) {
      i--;
    }
    Work.read(from - i);
    return i < 0 ? -1 : i;
  }

  public boolean contains(int point) {
    Work.read(length());
    for (int i = 0; i < length(); i++) {
      if (point(i) == point) {
        return true;
      }
    }
    return false;
  }

  @Override
  public int compareTo(Text other) {
    Work.read(Math.min(length(), other.length()));
    for (int i = 0; i < Math.min(length(), other.length()); i++) {
      if (point(i) != other.point(i)) {
        return Integer.compare(point(i), other.point(i));
      }
    }
    return Integer.compare(length(), other.length());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Text text && length() == text.length() && startsWith(text, 0);
  }

  @Override
  public int hashCode() {
    Work.read(length());
    int hash = 1;
    for (int i = 0; i < length(); i++) {
      hash = 31 * hash + point(i);
    }
    return hash;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(length());
    for (int i = 0; i < length(); i++) {
      text.appendCodePoint(point(i));
    }
    return text.toString();
  }

  /** Puts a text together. */
  public static final class Builder {
    private int[] points;
    private int length;

    public Builder() {
      this(32);
    }

    /** One for a text of a length that is known. */
    Builder(long length) {
      bound(length);
      Work.make(length);
      this.points = new int[(int) length];
    }

    public Builder add(Text text) {
      return add(text, 0, text.length());
    }

    public Builder add(Text text, int from, int to) {
      room(to - from);
      Work.read(to - from);
      System.arraycopy(text.points, from, points, length, to - from);
      length += to - from;
      return this;
    }

    public Builder add(String text) {
      return add(text, 0);
    }

    /** Characters in place of one of a text, by whom they are written as that was. */
    public Builder add(String characters, Text like, int at) {
      return add(characters, like.points[at] & MARK);
    }

    private Builder add(String characters, int mark) {
      room(characters.length());
      Work.read(characters.length());
      for (int i = 0; i < characters.length(); ) {
        int point = characters.codePointAt(i);
        points[length++] = wellFormed(point) | mark;
        i += Character.charCount(point);
      }
      return this;
    }

    private void room(int more) {
      bound((long) length + more);
      if (length + more > points.length) {
        int larger = Math.max(length + more, Math.min(2 * points.length, MOST));
        Work.make(larger - points.length);
        points = Arrays.copyOf(points, larger);
      }
    }

    private static void bound(long length) {
      if (length > MOST) {
        throw RenderException.of("the text grows beyond %d characters", MOST);
      }
    }

    /** The text; nothing is added behind it. */
    public Text build() {
      Work.make(-points.length);
      return new Text(length == points.length ? points : Arrays.copyOf(points, length));
    }
  }
}
