package dev.medley.learner.journal;

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
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/** A member's settings as far as weights depend on them, and as the journal has them. */
public record LearntWith(Hyperparameters parameters, RoundSettings rounds) {
  /** As the journal has them. */
  public LearningSettings journaled() {
    RlSettings rl = parameters.rl();
    return LearningSettings.newBuilder()
        .setRank(parameters.lora().rank())
        .setLearningRate(parameters.learningRate())
        .setWarmupSteps(parameters.warmupSteps())
        .setWeightDecay(parameters.weightDecay())
        .setMaxGradientNorm(parameters.maxGradientNorm())
        .setDpoBeta(parameters.dpoBeta())
        .setLambda(parameters.lambda())
        .setRlObjective(rl.objective().toString())
        .setRlBeta(rl.beta())
        .setRlPessimism(rl.pessimism())
        .setRlSamples(rl.samples())
        .setRlMaxCompletionLength(rl.maxCompletionLength())
        .setRlAssumeEditedFree(rl.assumeEditedFree())
        .setHunkWeight(parameters.hunkWeight())
        .setMicroBatch(parameters.batch())
        .setReplay(parameters.replay())
        .setMaxTokens(parameters.maxTokens())
        .setSeed(parameters.seed())
        .setHeldOutOneIn(holdOut().oneIn())
        .setHeldOutFirstOneIn(holdOut().firstOneIn())
        .setSecretFingerprint(holdOut().secret().map(DeploymentSecret::fingerprint).orElse(null))
        .setHeldOutKept(rounds.gate().evaluated())
        .setMaxStaleness(rounds.staleness().maxVersions())
        .setStaleShare(rounds.staleness().share())
        .setSkipNorm(rounds.skipNorm())
        .build();
  }

  /** These, where the journal says something else; what weights don't depend on stays. */
  LearntWith as(LearningSettings journaled) {
    RlObjective objective =
        Arrays.stream(RlObjective.values())
            .filter(known -> known.toString().equals(journaled.getRlObjective()))
            .findFirst()
            .orElseThrow(
                () -> new IllegalArgumentException("objective " + journaled.getRlObjective()));
    RlSettings rl =
        new RlSettings(
            objective,
            journaled.getRlBeta(),
            journaled.getRlPessimism(),
            journaled.getRlSamples(),
            journaled.getRlMaxCompletionLength(),
            journaled.getRlAssumeEditedFree());
    GateSettings gate =
        new GateSettings(
            holdOut(journaled),
            journaled.getHeldOutKept(),
            rounds.gate().maxTokens(),
            rounds.gate().tolerance(),
            rounds.gate().share(),
            rounds.gate().guards(),
            rounds.gate().returnAfter());
    return new LearntWith(
        new Hyperparameters(
            LoraConfig.ofRank(journaled.getRank()),
            journaled.getLearningRate(),
            journaled.getWarmupSteps(),
            journaled.getWeightDecay(),
            journaled.getMaxGradientNorm(),
            journaled.getDpoBeta(),
            journaled.getLambda(),
            rl,
            journaled.getHunkWeight(),
            journaled.getMicroBatch(),
            journaled.getReplay(),
            journaled.getMaxTokens(),
            journaled.getSeed()),
        rounds.with(
            gate,
            new Staleness(journaled.getMaxStaleness(), journaled.getStaleShare()),
            journaled.getSkipNorm()));
  }

  /** These, with what is held out as it was journaled: it is settled where a member begins. */
  public LearntWith holdingOutAs(LearningSettings journaled) {
    return holdingOut(holdOut(journaled));
  }

  /** These, with another rule of what is held out. */
  public LearntWith holdingOut(HoldOut other) {
    return new LearntWith(
        parameters, rounds.with(rounds.gate().with(other), rounds.staleness(), rounds.skipNorm()));
  }

  /** Whether a secret keys what is held out, so that nobody can aim at it. */
  public boolean isKeyed() {
    return holdOut().secret().isPresent();
  }

  private HoldOut holdOut() {
    return rounds.gate().holdOut();
  }

  private HoldOut holdOut(LearningSettings journaled) {
    String wanted = journaled.getSecretFingerprint();
    Optional<DeploymentSecret> secret = wanted == null ? Optional.empty() : holdOut().secret();
    String found = secret.map(DeploymentSecret::fingerprint).orElse(null);
    if (!Objects.equals(wanted, found)) {
      throw new RefusedStateException(
          ("what this member holds out was chosen with the secret %s, but this trainer has %s: give"
                  + " it that file (--secret), or build the member anew: learner retrain"
                  + " --from-beginning --as NAME")
              .formatted(wanted, found == null ? "none" : found));
    }
    return new HoldOut(journaled.getHeldOutOneIn(), journaled.getHeldOutFirstOneIn(), secret);
  }
}
