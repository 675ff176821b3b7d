package dev.medley.learner.member;

import dev.medley.kafka.Cluster;
import dev.medley.learner.journal.LearntWith;
import dev.medley.learner.settings.Hyperparameters;
import dev.medley.learner.settings.JournalSettings;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.RoundSettings;
import dev.medley.learner.state.FormerStates;
import dev.medley.lm.LanguageModel;
import dev.medley.schemas.signing.CheckpointSigner;
import java.time.Duration;
import java.util.Optional;

/** Opens members as a trainer does. */
final class Members {
  /** Micro-batches by count alone. */
  static final JournalSettings BY_COUNT =
      new JournalSettings(Duration.ofDays(365), 1, false, false);

  private Members() {}

  static MemberSetup setup(
      LanguageModel base,
      Cluster kafka,
      MemberId id,
      Hyperparameters parameters,
      RoundSettings rounds) {
    return setup(base, kafka, id, parameters, rounds, BY_COUNT);
  }

  static MemberSetup setup(
      LanguageModel base,
      Cluster kafka,
      MemberId id,
      Hyperparameters parameters,
      RoundSettings rounds,
      JournalSettings journal) {
    return new MemberSetup(
        base,
        kafka,
        id,
        new LearntWith(parameters, rounds),
        journal,
        Optional.empty(),
        new FormerStates(kafka));
  }

  static MemberSetup signed(MemberSetup setup, CheckpointSigner signer) {
    return new MemberSetup(
        setup.base(),
        setup.cluster(),
        setup.id(),
        setup.settings(),
        setup.journal(),
        Optional.of(signer),
        setup.former());
  }

  static Member open(MemberSetup setup, String self) {
    Tenure tenure = new Tenure(setup.id(), self);
    return new Member(setup, tenure, new Opening(setup, tenure));
  }
}
