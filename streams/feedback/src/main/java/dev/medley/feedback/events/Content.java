package dev.medley.feedback.events;

/**
 * Hashes texts to 64 bits (FNV-1a over UTF-16 units), to tell a second delivery from a conflict.
 */
public final class Content {
  private static final long BASIS = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  private Content() {}

  public static long hash(String first, String second) {
    // A noncharacter between them, so that no two pairs of real texts run together.
    return add(add(BASIS, first) * PRIME ^ 0xFFFF, second == null ? "" : second);
  }

  private static long add(long hash, String text) {
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * PRIME;
    }
    return hash;
  }
}
