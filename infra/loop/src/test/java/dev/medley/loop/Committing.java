package dev.medley.loop;

import dev.medley.kafka.Cluster;
import dev.medley.learner.feed.Frontier;
import dev.medley.learner.gate.Bests;
import dev.medley.learner.journal.LearntWith;
import dev.medley.learner.journal.Standing;
import dev.medley.learner.model.AdapterFiles;
import dev.medley.learner.rounds.Owners;
import dev.medley.learner.rounds.Reached;
import dev.medley.learner.rounds.Round;
import dev.medley.learner.rounds.RoundCommitter;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.state.Manifests;
import dev.medley.learner.state.MemberContract;
import dev.medley.learner.state.PublishedVersion;
import dev.medley.schemas.PartitionOffset;
import dev.medley.schemas.TrainerManifest;
import dev.medley.schemas.signing.CheckpointSigner;
import io.opentelemetry.api.trace.Span;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A trainer's publishing side: the real committer, with rounds that learnt nothing. */
final class Committing {
  private final Cluster cluster;
  private final String baseDigest;
  private final Optional<CheckpointSigner> signer;

  Committing(Cluster cluster, String baseDigest, Optional<CheckpointSigner> signer) {
    this.cluster = cluster;
    this.baseDigest = baseDigest;
    this.signer = signer;
  }

  /**
   * Commits a round that publishes.
   *
   * @param member as on the command line, such as sft or my-sft=sft
   */
  void publish(String task, String member, long version, AdapterFiles adapter) {
    MemberId id = MemberId.of(task, member);
    MemberContract contract = new MemberContract(baseDigest, 4, 1);
    Round.Publication publication =
        new Round.Publication(
            adapter,
            version - 1,
            Map.of("eval_edit_cost", 0.25, "eval_edit_samples", 4.0),
            Span.getInvalid());
    PublishedVersion published = new PublishedVersion(version, adapter.chunks(), 0);
    Reached reached =
        new Reached(
            Standing.BEGIN.published(published, 20, version, Bests.BASE).nextRound(),
            new LearntWith(Adapters.PARAMETERS, Adapters.ROUNDS).journaled(),
            Frontier.of(List.of(new PartitionOffset(0, 10 * version)), null),
            version,
            10 * version,
            Instant.ofEpochMilli(1_700_000_000_000L));
    Round round =
        new Round(reached, true, List.of(), Optional.of(publication), List.of(), List.of());
    try (RoundCommitter committer =
        new RoundCommitter(cluster, id, contract, new Owners("loop"), signer)) {
      // Its journal is none that could be done again: its rounds have no order.
      committer.claim(
          Optional.of(new Manifests.Found(0, manifest(id))),
          Optional.empty(),
          () -> Frontier.BEGIN);
      committer.commit(round);
    }
  }

  /** Of a member that has no state; read by nobody, as readers are disturbed here, too. */
  private TrainerManifest manifest(MemberId id) {
    return TrainerManifest.newBuilder()
        .setTask(id.task())
        .setMember(id.name())
        .setBaseDigest(baseDigest)
        .setLoraRank(4)
        .setStateDigest("")
        .setChunks(0)
        .setVersion(0)
        .setSteps(0)
        .setEditsSeen(0)
        .setNewestEditAt(Instant.EPOCH)
        .setSeed(1)
        .setLabelTopic("")
        .setNextOffsets(List.of())
        .setSavedAt(Instant.EPOCH)
        .setJournalPartition(0)
        .build();
  }
}
