package dev.medley.learner.member;

import dev.medley.kafka.Cluster;
import dev.medley.learner.feed.LabelFeeds;
import dev.medley.learner.journal.LearntWith;
import dev.medley.learner.settings.Hyperparameters;
import dev.medley.learner.settings.JournalSettings;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.RoundSettings;
import dev.medley.learner.state.FormerStates;
import dev.medley.learner.state.Manifests;
import dev.medley.learner.state.SavedState;
import dev.medley.learner.state.StateReader;
import dev.medley.lm.LanguageModel;
import dev.medley.schemas.signing.CheckpointSigner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Opens members as a trainer does. */
final class Members {
  /** Micro-batches by count alone. */
  static final JournalSettings BY_COUNT =
      new JournalSettings(Duration.ofDays(365), 1, Duration.ZERO, false, false);

  private static final List<LabelFeeds> OPEN = new ArrayList<>();

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
        feeds(kafka),
        id,
        new LearntWith(parameters, rounds),
        journal,
        Optional.empty(),
        Optional.of(new FormerStates(kafka)),
        Optional.empty(),
        new TrainingThread());
  }

  static MemberSetup signed(MemberSetup setup, CheckpointSigner signer) {
    return new MemberSetup(
        setup.base(),
        setup.cluster(),
        setup.feeds(),
        setup.id(),
        setup.settings(),
        setup.journal(),
        Optional.of(signer),
        setup.former(),
        setup.startFrom(),
        setup.thread());
  }

  static MemberSetup startingFrom(MemberSetup setup, Optional<String> task) {
    return new MemberSetup(
        setup.base(),
        setup.cluster(),
        setup.feeds(),
        setup.id(),
        setup.settings(),
        setup.journal(),
        setup.signer(),
        setup.former(),
        task,
        setup.thread());
  }

  static Member open(MemberSetup setup, String self) {
    Tenure tenure = new Tenure(setup.id(), self);
    try (StateReader states = new StateReader(setup.cluster())) {
      return new Member(setup, tenure, Opening.claimed(setup, tenure), states);
    }
  }

  /** A member's newest state; empty where none was written yet. */
  static Optional<SavedState> saved(Cluster kafka, MemberId id) {
    try (StateReader states = new StateReader(kafka)) {
      return new Manifests(kafka).find(id).flatMap(found -> states.read(id, found.manifest()));
    }
  }

  /** One process's, which is closed once the test is over. */
  private static LabelFeeds feeds(Cluster kafka) {
    LabelFeeds feeds = new LabelFeeds(kafka);
    OPEN.add(feeds);
    return feeds;
  }

  /** Ends the processes of a test. */
  static void close() {
    OPEN.forEach(LabelFeeds::close);
    OPEN.clear();
  }
}
