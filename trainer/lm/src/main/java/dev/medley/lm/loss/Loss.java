package dev.medley.lm.loss;

/** What a member minimises; equations of Misra et al. 2025 (arXiv 2601.19055). */
public sealed interface Loss {
  /** −log π(y'|x), mean over the response's tokens (Eq. 3). */
  record Sft() implements Loss {}

  /**
   * −log σ(β·[log π/π_ref(y') − log π/π_ref(y)]) (Eq. 4), π_ref being the base without the adapter.
   *
   * @param beta DPO's coefficient, a setting apart from Eq. 1's β
   */
  record Dpo(double beta) implements Loss {}

  /**
   * The DPO loss of the pairs plus λ times the SFT loss of all examples (Eq. 7); without a pair, λ
   * times the SFT loss.
   *
   * @param beta DPO's coefficient
   * @param lambda weight of the SFT loss
   */
  record Early(double beta, double lambda) implements Loss {}

  /**
   * (β·[log π/π_ref(y') − log π/π_ref(y)] − [c(y) − c(y')])², REBEL's square loss (Gao et al. 2024)
   * for Eq. 6. c(y') is never observed and taken as 0: the assumption that the user would leave y'
   * alone, which flatters weak users.
   *
   * @param beta Eq. 1's coefficient of the KL divergence
   */
  record Pairwise(double beta) implements Loss {}
}
