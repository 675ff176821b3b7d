package dev.medley.lab.theory.learners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.medley.lab.theory.world.CostClass;
import dev.medley.lab.theory.world.Distributions;
import dev.medley.lab.theory.world.EditLog;
import dev.medley.lab.theory.world.Editor;
import dev.medley.lab.theory.world.World;
import dev.medley.lab.theory.world.Worlds;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With infinitely many edits each learner must end where its closed form says. */
final class LearnerTest {
  private static final double BETA = 0.5;

  private final World world = Worlds.random(2, 6, BETA, new SplittableRandom(3));
  private final double[][] reference = world.reference();
  private final Editor editor = Editor.balanced(world, Worlds.anyOther(6), 0.3);
  private final EditLog log = EditLog.exact(world, editor);

  @ParameterizedTest
  @ValueSource(doubles = {BETA, 1, 2})
  void shouldTiltTheReferenceByTheCostOverBetaTimesTheCoefficient(double coefficient) {
    // Given
    Learner dpo = new Learner.Dpo(reference, coefficient);

    // When
    double[][] policy = dpo.learn(log);

    // Then
    double[][] closedForm = world.tilted(BETA * coefficient);
    assertThat(Distributions.totalVariation(policy, closedForm)).isLessThan(1e-4);
  }

  @Test
  void shouldReachTheOptimumByDpoWhoeverTheUserIs() {
    // Given
    Editor weak = Editor.balanced(world, Worlds.ring(6), 0.001);

    // When
    double[][] policy = new Learner.Dpo(reference, 1).learn(EditLog.exact(world, weak));

    // Then
    assertThat(world.subOptimality(policy)).isCloseTo(0, within(1e-6));
  }

  @Test
  void shouldImitateEditsBySft() {
    // Given
    Learner sft = new Learner.Sft(reference);

    // When
    double[][] policy = sft.learn(log);

    // Then
    assertThat(Distributions.totalVariation(policy, editor.after(reference))).isLessThan(1e-12);
  }

  @Test
  void shouldLeadEarlyFromDpoToSftAsLambdaGrows() {
    // Given
    double[][] dpo = new Learner.Dpo(reference, 1).learn(log);
    double[][] sft = new Learner.Sft(reference).learn(log);

    // When
    double[][] little = new Learner.Early(reference, 1, 1e-6).learn(log);
    double[][] even = new Learner.Early(reference, 1, 1).learn(log);
    double[][] much = new Learner.Early(reference, 1, 1e6).learn(log);

    // Then
    assertThat(Distributions.totalVariation(little, dpo)).isLessThan(1e-4);
    assertThat(Distributions.totalVariation(much, sft)).isLessThan(1e-4);
    assertThat(world.subOptimality(even))
        .isBetween(world.subOptimality(little), world.subOptimality(much));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldReachTheOptimumByRlWhereTheClassHoldsTheCost(boolean pessimistic) {
    // Given
    Learner rl = new Learner.Rl(reference, CostClass.tabular(world, 1), BETA, pessimistic);

    // When
    double[][] policy = rl.learn(log);

    // Then
    assertThat(world.subOptimality(policy)).isCloseTo(0, within(1e-6));
  }

  @Test
  void shouldStayWithTheReferenceWhereNothingWasLogged() {
    // Given
    EditLog empty = EditLog.sample(world, editor, 0, new SplittableRandom(1));

    // When
    double[][] sft = new Learner.Sft(reference).learn(empty);
    double[][] dpo = new Learner.Dpo(reference, 1).learn(empty);
    double[][] early = new Learner.Early(reference, 1, 1).learn(empty);

    // Then
    assertThat(Distributions.totalVariation(sft, reference)).isZero();
    assertThat(Distributions.totalVariation(dpo, reference)).isLessThan(1e-12);
    assertThat(Distributions.totalVariation(early, reference)).isLessThan(1e-12);
  }
}
