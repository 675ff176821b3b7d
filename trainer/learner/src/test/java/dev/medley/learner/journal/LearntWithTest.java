package dev.medley.learner.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.medley.learner.settings.DeploymentSecret;
import dev.medley.learner.settings.GateSettings;
import dev.medley.learner.settings.HoldOut;
import dev.medley.learner.settings.Hyperparameters;
import dev.medley.learner.settings.RefusedStateException;
import dev.medley.learner.settings.RlObjective;
import dev.medley.learner.settings.RlSettings;
import dev.medley.learner.settings.RoundSettings;
import dev.medley.learner.settings.Staleness;
import dev.medley.lm.lora.LoraConfig;
import dev.medley.schemas.LearningSettings;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is held out stays as it was when a member began; a redo learns as the journal says. */
final class LearntWithTest {
  private static final Optional<DeploymentSecret> OURS =
      Optional.of(new DeploymentSecret(new byte[32]));
  private static final Optional<DeploymentSecret> THEIRS =
      Optional.of(new DeploymentSecret(new byte[40]));

  @Test
  void shouldKeepTheRuleThatAMemberBeganWith() {
    // Given: a member of a release before secrets
    LearningSettings before = with(HoldOut.FORMER).journaled();

    // When
    LearntWith now = with(new HoldOut(20, 5, OURS)).holdingOutAs(before);

    // Then
    assertThat(now.rounds().gate().holdOut()).isEqualTo(HoldOut.FORMER);
    assertThat(now.journaled()).isEqualTo(before);
  }

  @Test
  void shouldGoOnWithTheSameSecret() {
    // Given
    LearningSettings before = with(new HoldOut(20, 5, OURS)).journaled();

    // When
    LearntWith now = with(new HoldOut(20, 5, OURS)).holdingOutAs(before);

    // Then
    assertThat(now.rounds().gate().holdOut().secret()).isEqualTo(OURS);
    assertThat(before.getSecretFingerprint()).isEqualTo(OURS.get().fingerprint());
  }

  @Test
  void shouldRefuseAnotherSecretAndNoneByName() {
    // Given
    LearningSettings before = with(new HoldOut(20, 5, OURS)).journaled();

    for (HoldOut other : new HoldOut[] {new HoldOut(20, 5, THEIRS), HoldOut.DEFAULT}) {
      // When
      assertThatThrownBy(() -> with(other).holdingOutAs(before))

          // Then
          .isInstanceOf(RefusedStateException.class)
          .hasMessageContaining(OURS.get().fingerprint())
          .hasMessageContaining(
              other.secret().map(DeploymentSecret::fingerprint).orElse("has none"))
          .hasMessageContaining("--secret");
    }
  }

  @ParameterizedTest
  @EnumSource(RlObjective.class)
  void shouldLearnByTheObjectiveThatWasJournaled(RlObjective objective) {
    // Given
    LearningSettings before =
        LearningSettings.newBuilder(with(HoldOut.FORMER).journaled())
            .setRlObjective(objective.toString())
            .build();

    // When
    LearntWith now = with(HoldOut.FORMER).as(before);

    // Then
    assertThat(now.parameters().rl().objective()).isEqualTo(objective);
    assertThat(now.journaled()).isEqualTo(before);
  }

  private static LearntWith with(HoldOut holdOut) {
    RlSettings rl = new RlSettings(RlObjective.COST_MODEL, 0.1, 1, 4, 16, false);
    Hyperparameters parameters =
        new Hyperparameters(LoraConfig.ofRank(4), 0.01, 1, 0, 1, 0.1, 1, rl, 1, 4, 0, 64, 1);
    GateSettings gate = GateSettings.DEFAULT.with(holdOut);
    return new LearntWith(
        parameters,
        new RoundSettings(Duration.ZERO, 8, Duration.ZERO, 0, 3, gate, Staleness.OFF, 1000));
  }
}
