package dev.medley.lm.generation;

import dev.medley.lm.chat.ChatTokenizer;
import java.util.Arrays;
import java.util.List;

/**
 * The text of tokens as they come, up to the first stop string. What is given out never changes: no
 * half of a character is among it, nor what may yet turn out to begin a stop string.
 */
final class TextStream {
  private final ChatTokenizer tokenizer;
  private final List<String> stops;
  private final StringBuilder text = new StringBuilder();
  private int[] tokens = new int[64];
  private int count;
  // Text of tokens depends on those just before them: window..read are decoded again for that.
  private int window;
  private int read;
  // How much of the text of window..count is given out.
  private int given;
  private int stable;
  private boolean stopped;

  TextStream(ChatTokenizer tokenizer, List<String> stops) {
    this.tokenizer = tokenizer;
    this.stops = stops;
  }

  void append(int token) {
    if (count == tokens.length) {
      tokens = Arrays.copyOf(tokens, 2 * count);
    }
    tokens[count++] = token;
    decode(false);
    stable = stopped ? text.length() : text.length() - beginningOfStop();
  }

  /** Nothing more comes. */
  void end() {
    if (!stopped) {
      decode(true);
    }
    stable = text.length();
  }

  private void decode(boolean all) {
    int[] last = Arrays.copyOfRange(tokens, window, count);
    String decoded = tokenizer.decode(last);
    int undecided = all ? 0 : tokenizer.undecided(last);
    int end = decoded.length() - undecided;
    int before = text.length();
    if (end > given) {
      text.append(decoded, given, end);
      given = end;
      stop(before);
    }
    if (undecided == 0) {
      next();
    }
  }

  /** All is given out: from now on what comes is decoded behind the newest tokens alone. */
  private void next() {
    String known = tokenizer.decode(Arrays.copyOfRange(tokens, read, count));
    // Some decoders take a space from the beginning, which must not be the next token's.
    if (!known.isEmpty()) {
      window = read;
      given = known.length();
    }
    read = count;
  }

  private void stop(int before) {
    int first = Integer.MAX_VALUE;
    for (String stop : stops) {
      int found = text.indexOf(stop, Math.max(0, before - stop.length() + 1));
      first = found < 0 ? first : Math.min(first, found);
    }
    if (first != Integer.MAX_VALUE) {
      text.setLength(first);
      stopped = true;
    }
  }

  /** How many of the last characters may begin a stop string. */
  private int beginningOfStop() {
    int longest = 0;
    for (String stop : stops) {
      int most = Math.min(stop.length() - 1, text.length());
      for (int length = most; length > longest; length--) {
        if (stop.startsWith(text.substring(text.length() - length))) {
          longest = length;
        }
      }
    }
    return longest;
  }

  /** Whether it has come to a stop string. */
  boolean stopped() {
    return stopped;
  }

  boolean repeats(int characters) {
    return Repetition.endsIn(text, characters);
  }

  /** What will not change any more. */
  String text() {
    return text.substring(0, stable);
  }

  int[] tokens() {
    return Arrays.copyOf(tokens, count);
  }

  int count() {
    return count;
  }
}
