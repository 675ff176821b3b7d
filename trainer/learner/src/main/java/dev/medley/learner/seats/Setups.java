package dev.medley.learner.seats;

import static java.util.Objects.requireNonNull;

import dev.medley.kafka.Cluster;
import dev.medley.learner.feed.LabelFeeds;
import dev.medley.learner.journal.LearntWith;
import dev.medley.learner.member.MemberSetup;
import dev.medley.learner.member.TrainingThread;
import dev.medley.learner.settings.JournalSettings;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.state.FormerStates;
import dev.medley.lm.LanguageModel;
import dev.medley.schemas.signing.CheckpointSigner;
import java.time.Duration;
import java.util.Optional;

/**
 * What all members of a trainer are opened with.
 *
 * @param self how the trainer is named, unlike any other
 * @param redo how long doing again what states do not hold may take, for all together
 * @param sleepAfter how long a member may have no labels before it sleeps
 */
public record Setups(
    LanguageModel base,
    Cluster cluster,
    LabelFeeds feeds,
    LearntWith settings,
    JournalSettings journal,
    String self,
    Optional<CheckpointSigner> signer,
    FormerStates former,
    Optional<String> startFrom,
    Duration redo,
    Duration sleepAfter,
    TrainingThread thread) {
  public Setups {
    requireNonNull(base, "base is null");
  }

  /**
   * A member's.
   *
   * @param appeared whether its task was unknown when the process began
   */
  MemberSetup of(MemberId id, boolean appeared) {
    return new MemberSetup(
        base,
        cluster,
        feeds,
        id,
        settings,
        journal,
        signer,
        appeared ? Optional.empty() : Optional.of(former),
        startFrom.filter(task -> !task.equals(id.task())),
        thread);
  }
}
