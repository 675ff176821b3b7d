package dev.medley.learner.member;

import static java.util.Objects.requireNonNull;

import dev.medley.kafka.Cluster;
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
 * @param signer of its checkpoints; empty leaves them unsigned
 * @param former states of releases before manifests
 */
public record MemberSetup(
    LanguageModel base,
    Cluster cluster,
    MemberId id,
    LearntWith settings,
    JournalSettings journal,
    Optional<CheckpointSigner> signer,
    FormerStates former) {
  public MemberSetup {
    requireNonNull(base, "base is null");
  }

  MemberContract contract() {
    return new MemberContract(
        base.digest(), settings.parameters().lora().rank(), settings.parameters().seed());
  }
}
