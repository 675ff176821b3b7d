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
import java.util.Optional;

/** Opens members as a trainer does. */
final class Members {
  private Members() {}

  static MemberSetup setup(
      LanguageModel base,
      Cluster kafka,
      MemberId id,
      Hyperparameters parameters,
      RoundSettings rounds,
      String self) {
    return setup(base, kafka, id, parameters, rounds, JournalSettings.BY_COUNT, self);
  }

  static MemberSetup setup(
      LanguageModel base,
      Cluster kafka,
      MemberId id,
      Hyperparameters parameters,
      RoundSettings rounds,
      JournalSettings journal,
      String self) {
    return new MemberSetup(
        base,
        kafka,
        id,
        new LearntWith(parameters, rounds),
        journal,
        self,
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
        setup.self(),
        Optional.of(signer),
        setup.former());
  }

  static Member open(MemberSetup setup) {
    Tenure tenure = new Tenure(setup.id());
    return new Member(setup, tenure, new Opening(setup, tenure));
  }
}
