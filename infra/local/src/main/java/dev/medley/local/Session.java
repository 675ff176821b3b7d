package dev.medley.local;

/** What goes on while the parts run: simulated users who edit, or somebody's own edits. */
interface Session extends AutoCloseable {
  /** Takes one sample, and shows it where it is time to. Called each second. */
  void tick() throws InterruptedException;

  /** Lets whoever edits here end; from any thread, and again. */
  void endEdits();

  /** Waits until what is under way has settled. */
  void settle(Second second) throws InterruptedException;

  /** Asks Kafka no more; by the thread that ticks. */
  @Override
  void close();

  /** The last line, once everything has stopped. */
  String summary();

  /** A second to wait, which fails where a part has died. */
  @FunctionalInterface
  interface Second {
    void pass() throws InterruptedException;
  }
}
