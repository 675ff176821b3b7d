package dev.medley.local.users;

/** Hands out moments at a steady rate; time that nobody used is not made up for. */
final class Pace {
  private final long intervalNanos;
  private long next = System.nanoTime();

  Pace(double perSecond) {
    this.intervalNanos = (long) (1e9 / perSecond);
  }

  /** Waits for the next moment. */
  void await() throws InterruptedException {
    long wait;
    synchronized (this) {
      long now = System.nanoTime();
      next = Math.max(now, next + intervalNanos);
      wait = next - now;
    }
    Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
  }
}
