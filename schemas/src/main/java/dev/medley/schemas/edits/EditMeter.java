package dev.medley.schemas.edits;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;

/**
 * Measures edits, one after the other: the edit cost Δ_edit(y, y') of Misra et al. 2025, which is
 * the Levenshtein distance over tokens divided by max(1, the number of tokens of the response y),
 * and can exceed 1; and the {@link Charge}. Both are 0 for texts that are the {@link SameText}.
 *
 * <p>Not safe for use by several threads at once. Keeps its memory from call to call: once warm,
 * with a tokenizer that allocates nothing, and for texts without trailing white space, in the usual
 * normal form, it allocates nothing.
 */
public final class EditMeter {
  /** A text has more tokens than are measured. */
  public static final class TooManyTokensException extends IllegalArgumentException {
    TooManyTokensException(int limit) {
      super(
          "a text has more than %d tokens: edits of so long a text are not measured"
              .formatted(limit));
    }
  }

  /** One edit, measured once. */
  public record Measured(double cost, double charge) {
    /** Of a response that was thrown away. */
    public static final Measured DISCARDED = new Measured(EditCost.DISCARDED, Charge.DISCARDED);

    private static final Measured UNTOUCHED = new Measured(0, Charge.ACCEPTED);
  }

  private final Tokenizer tokenizer;
  private final int maxTokens;
  private final Interner tokens = new Interner();
  private final EditDistance distance = new EditDistance();
  private final Sequence response = new Sequence();
  private final Sequence edited = new Sequence();

  public EditMeter(Tokenizer tokenizer) {
    this(tokenizer, Integer.MAX_VALUE);
  }

  /**
   * A meter that bounds its work, which grows with the product of both texts' tokens.
   *
   * @param maxTokens most tokens of a text that is measured
   */
  public EditMeter(Tokenizer tokenizer, int maxTokens) {
    this.tokenizer = requireNonNull(tokenizer, "tokenizer is null");
    this.maxTokens = maxTokens;
  }

  /**
   * The cost of turning the response y into the edited text y'.
   *
   * @throws TooManyTokensException where a text has more tokens than the meter's limit
   */
  public double cost(String response, String edited) {
    return response.equals(edited) ? 0 : cost(distance(response, edited));
  }

  /**
   * The charge of turning the response y into the edited text y'.
   *
   * @throws TooManyTokensException where a text has more tokens than the meter's limit
   */
  public double charge(String response, String edited) {
    return response.equals(edited) ? Charge.ACCEPTED : charge(distance(response, edited));
  }

  /**
   * Cost and charge of turning the response y into the edited text y'.
   *
   * @throws TooManyTokensException where a text has more tokens than the meter's limit
   */
  public Measured measure(String response, String edited) {
    if (response.equals(edited)) {
      return Measured.UNTOUCHED;
    }
    int distance = distance(response, edited);
    return new Measured(cost(distance), charge(distance));
  }

  /** The least number of insertions, deletions and substitutions of tokens between two texts. */
  public int distance(String response, String edited) {
    try {
      this.response.read(response);
      this.edited.read(edited);
      return distance.of(
          this.response.ids,
          this.response.length,
          this.edited.ids,
          this.edited.length,
          Integer.MAX_VALUE - 1);
    } finally {
      tokens.clear();
    }
  }

  private double cost(int distance) {
    return (double) distance / Math.max(1, response.length);
  }

  private double charge(int distance) {
    return Charge.of(distance, response.length, edited.length);
  }

  private final class Sequence implements Tokenizer.Sink {
    private int[] ids = new int[256];
    private int length;

    void read(String text) {
      length = 0;
      tokenizer.split(SameText.form(text), this);
    }

    @Override
    public void token(String text, int start, int end) {
      if (length == maxTokens) {
        throw new TooManyTokensException(maxTokens);
      }
      if (length == ids.length) {
        ids = Arrays.copyOf(ids, 2 * length);
      }
      ids[length++] = tokens.id(text, start, end);
    }
  }
}
