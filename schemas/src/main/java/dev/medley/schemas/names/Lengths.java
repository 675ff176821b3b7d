package dev.medley.schemas.names;

/** Characters of the contract's longest strings beside names and texts; all codecs hold them. */
public final class Lengths {
  public static final int GENERATION_ID = 200;

  /** Of a user's pseudonym, which may be empty. */
  public static final int USER = 256;

  /** Of who speaks in a message. */
  public static final int ROLE = 20;

  /** Of what an operator gives as the reason of a request. */
  public static final int REASON = 200;

  /** Kafka's own, of a topic. */
  public static final int TOPIC = 249;

  /** Of a figure that a checkpoint brings; and how many of them it may bring. */
  public static final int FIGURE = 100;

  private Lengths() {}
}
