package dev.medley.ensemble.costs;

/**
 * How often something happened, and within what bounds its chance lies however often one looks: the
 * confidence sequence that mixes over all chances evenly (Robbins 1970; Howard, Ramdas, McAuliffe
 * and Sekhon 2021, "Time-uniform, nonparametric, nonasymptotic confidence sequences"). A chance p
 * is out once B(1 + s, 1 + n − s) / (p^s·(1 − p)^(n − s)) exceeds 1/error, which it ever does for
 * the true one with a probability of at most the error (Ville).
 *
 * @param of n, all cases
 * @param times s, those in which it happened
 */
public record Share(long of, long times) {
  private static final double ERROR = 0.025;
  private static final int HALVINGS = 40;

  public Share {
    if (times < 0 || times > of) {
      throw new IllegalArgumentException("times is %d of %d: need 0 to all".formatted(times, of));
    }
  }

  public Share plus(Share other) {
    return new Share(of + other.of, times + other.times);
  }

  public Share minus(Share other) {
    return new Share(of - other.of, times - other.times);
  }

  /** NaN where there is no case. */
  public double mean() {
    return times / (double) of;
  }

  /** 0 where there is no case. */
  public double lower() {
    return times == 0 ? 0 : bound(0, mean());
  }

  /** 1 where there is no case. */
  public double upper() {
    return times == of ? 1 : bound(1, mean());
  }

  /** Where, from a chance that is out to one that is in, the border lies. */
  private double bound(double out, double in) {
    double outside = out;
    double inside = in;
    double mixture = logMixture();
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (outside + inside) / 2;
      if (mixture - logLikelihood(middle) > -Math.log(ERROR)) {
        outside = middle;
      } else {
        inside = middle;
      }
    }
    return outside;
  }

  /** B(1 + s, 1 + n − s) = s!·(n − s)! / (n + 1)!. */
  private double logMixture() {
    return logFactorial((double) times)
        + logFactorial((double) (of - times))
        - logFactorial((double) (of + 1));
  }

  /** How likely the cases are where each has this chance, in nats. */
  public double logLikelihood(double chance) {
    return (times == 0 ? 0 : times * Math.log(chance))
        + (times == of ? 0 : (of - times) * Math.log1p(-chance));
  }

  /** By Stirling's series, right to a thousandth from 1 on. */
  private static double logFactorial(double n) {
    return n == 0
        ? 0
        : n * Math.log(n)
            - n
            + Math.log(2 * Math.PI * n) / 2
            + 1 / (12 * n)
            - 1 / (360 * n * n * n);
  }
}
