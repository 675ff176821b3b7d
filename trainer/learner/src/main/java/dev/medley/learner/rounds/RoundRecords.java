package dev.medley.learner.rounds;

import dev.medley.kafka.Cluster;
import dev.medley.learner.feed.Frontier;
import dev.medley.learner.journal.Standing;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.state.MemberContract;
import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.JournalEntry;
import dev.medley.schemas.TrainerManifest;
import java.time.Instant;

/** What the records of a member's rounds say. */
record RoundRecords(Cluster cluster, MemberId member, MemberContract contract, String self) {
  /** A checkpoint's, on its topic. */
  String key(long version) {
    return member.key() + "/" + version;
  }

  /** A checkpoint, but for where its chunks begin. */
  Checkpoint.Builder checkpoint(
      Reached reached, Round.Publication publication, int chunkPartition) {
    Standing standing = reached.standing();
    return Checkpoint.newBuilder()
        .setTask(member.task())
        .setMember(member.name())
        .setVersion(standing.version())
        .setParent(publication.parent())
        .setBaseDigest(contract.baseDigest())
        .setAdapterDigest(publication.adapter().digest())
        .setFiles(publication.adapter().files())
        .setChunks(publication.adapter().chunks())
        .setChunkPartition(chunkPartition)
        .setChunkOffset(0)
        .setLabelTopic(labelTopic())
        .setTrainedThrough(reached.read().next())
        .setLive(reached.read().live().orElse(null))
        .setForgotten(standing.rolledBack().forgotten())
        .setLost(standing.lost())
        .setReproducible(standing.reproducible())
        .setEditsSeen(reached.editsSeen())
        .setSteps(reached.steps())
        .setNewestEditAt(reached.newestEditAt())
        .setHeldOut(publication.heldOut())
        .setCreatedAt(Instant.now());
  }

  JournalEntry entry(Round round) {
    return JournalEntry.newBuilder()
        .setTask(member.task())
        .setMember(member.name())
        .setRound(round.reached().standing().round())
        .setOwner(self)
        .setSettings(round.otherSettings() ? round.reached().settings() : null)
        .setActions(round.actions())
        .setLabelTopic(labelTopic())
        .setNextOffsets(round.reached().read().next())
        .setLive(round.reached().read().live().orElse(null))
        .setCommittedAt(Instant.now())
        .build();
  }

  /** A member's that has no state yet, no owner, and begins there. */
  TrainerManifest firstManifest(Frontier begin) {
    return TrainerManifest.newBuilder()
        .setTask(member.task())
        .setMember(member.name())
        .setBaseDigest(contract.baseDigest())
        .setLoraRank(contract.loraRank())
        .setStateDigest("")
        .setChunks(0)
        .setVersion(0)
        .setSteps(0)
        .setEditsSeen(0)
        .setNewestEditAt(Instant.EPOCH)
        .setSeed(contract.seed())
        .setLabelTopic(labelTopic())
        .setNextOffsets(begin.next())
        .setSavedAt(Instant.now())
        .setKind(member.kind().memberName())
        .build();
  }

  /** With a state that reflects what was reached, but for where its chunks lie. */
  TrainerManifest.Builder manifest(TrainerManifest before, Reached reached) {
    Standing standing = reached.standing();
    return TrainerManifest.newBuilder(before)
        .setRound(standing.round())
        .setVersion(standing.version())
        .setSteps(reached.steps())
        .setEditsSeen(reached.editsSeen())
        .setNewestEditAt(reached.newestEditAt())
        .setNextOffsets(reached.read().next())
        .setLive(reached.read().live().orElse(null))
        .setRolledBackAt(standing.rolledBack().askedAt().orElse(null))
        .setForgotten(standing.rolledBack().forgotten())
        .setLost(standing.lost())
        .setReproducible(standing.reproducible())
        .setHeldBackInARow(standing.heldBackInARow())
        .setBestFirst(standing.bests().first())
        .setBestSecond(standing.bests().second())
        .setSettings(reached.settings())
        .setSavedAt(Instant.now());
  }

  private String labelTopic() {
    return cluster.topic(member.kind().labelTopic());
  }
}
