package dev.medley.ensemble;

import static java.util.Objects.requireNonNull;

import dev.medley.ensemble.costs.CostSpan;

/**
 * A version of an arm's member.
 *
 * @param from when it began to serve, in the unit of {@link CostSpan#from()}
 * @param figure what its gate measured; none where it did not
 */
public record Version(long from, Prior figure) {
  public Version {
    requireNonNull(figure, "figure is null");
  }
}
