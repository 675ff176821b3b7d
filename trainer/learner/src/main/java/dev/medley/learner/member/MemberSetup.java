package dev.medley.learner.member;

import static java.util.Objects.requireNonNull;

import dev.medley.kafka.Cluster;
import dev.medley.learner.feed.LabelFeeds;
import dev.medley.learner.journal.LearntWith;
import dev.medley.learner.settings.JournalSettings;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.state.FormerStates;
import dev.medley.learner.state.MemberContract;
import dev.medley.lm.LanguageModel;
import dev.medley.schemas.signing.CheckpointSigner;
import java.util.Optional;

/**
 * What a member is opened with.
 *
 * @param feeds of its process
 * @param signer of its checkpoints; empty leaves them unsigned
 * @param former states of releases before manifests; empty for a member that those did not know
 * @param startFrom the task from whose newest adapter a new member starts; empty for the base
 * @param thread what it shares with all members of its process
 */
public record MemberSetup(
    LanguageModel base,
    Cluster cluster,
    LabelFeeds feeds,
    MemberId id,
    LearntWith settings,
    JournalSettings journal,
    Optional<CheckpointSigner> signer,
    Optional<FormerStates> former,
    Optional<String> startFrom,
    TrainingThread thread) {
  public MemberSetup {
    requireNonNull(base, "base is null");
    requireNonNull(feeds, "feeds is null");
    requireNonNull(thread, "thread is null");
  }

  MemberContract contract() {
    return new MemberContract(
        base.digest(), settings.parameters().lora().rank(), settings.parameters().seed());
  }
}
