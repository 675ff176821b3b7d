package dev.medley.schemas.edits;

/**
 * A run of tokens that an edit treats alike: those of the first text from {@code fromStart} to
 * {@code fromEnd}, exclusive, become those of the second from {@code toStart} to {@code toEnd}.
 */
public record Hunk(Kind kind, int fromStart, int fromEnd, int toStart, int toEnd) {
  /** What becomes of the tokens. */
  public enum Kind {
    /** The same tokens on both sides. */
    KEPT,
    /** Tokens of the second text only. */
    INSERTED,
    /** Tokens of the first text only. */
    DELETED,
    /** Tokens of both, with none in common that is kept. */
    REPLACED
  }

  /** What it adds to the Levenshtein distance; all hunks of an alignment add up to it. */
  public int distance() {
    return kind == Kind.KEPT ? 0 : Math.max(fromEnd - fromStart, toEnd - toStart);
  }

  static Hunk changed(int fromStart, int fromEnd, int toStart, int toEnd) {
    Kind kind =
        fromStart == fromEnd ? Kind.INSERTED : toStart == toEnd ? Kind.DELETED : Kind.REPLACED;
    return new Hunk(kind, fromStart, fromEnd, toStart, toEnd);
  }
}
