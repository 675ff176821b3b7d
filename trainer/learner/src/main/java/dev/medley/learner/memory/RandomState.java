package dev.medley.learner.memory;

/** SplitMix64 (Steele, Lea and Flood 2014), whose whole state is one long that can be saved. */
final class RandomState {
  private long state;

  RandomState(long state) {
    this.state = state;
  }

  long state() {
    return state;
  }

  /** The next number in [0, bound). */
  int nextInt(int bound) {
    state += 0x9E3779B97F4A7C15L;
    long z = state;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return (int) Long.remainderUnsigned(z ^ (z >>> 31), bound);
  }
}
