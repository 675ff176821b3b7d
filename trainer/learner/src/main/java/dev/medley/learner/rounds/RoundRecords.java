package dev.medley.learner.rounds;

import dev.medley.kafka.Cluster;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.state.MemberContract;
import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.TrainerManifest;
import dev.medley.schemas.checkpoints.Sha256;
import java.time.Instant;
import java.util.List;

/** What the records of a member's rounds say. */
record RoundRecords(Cluster cluster, MemberId member, MemberContract contract) {
  /** A checkpoint's, on its topic. */
  String key(long version) {
    return member.key() + "/" + version;
  }

  /** A checkpoint, but for what its round says, and where its chunks begin. */
  Checkpoint.Builder checkpoint(long version, Round.Publication publication, int chunkPartition) {
    return Checkpoint.newBuilder()
        .setTask(member.task())
        .setMember(member.name())
        .setVersion(version)
        .setParent(publication.parent())
        .setBaseDigest(contract.baseDigest())
        .setAdapterDigest(publication.adapter().digest())
        .setFiles(publication.adapter().files())
        .setChunks(publication.adapter().chunks())
        .setChunkPartition(chunkPartition)
        .setChunkOffset(0)
        .setLabelTopic(labelTopic())
        .setTrainedThrough(List.of())
        .setForgotten(List.of())
        .setEditsSeen(0)
        .setSteps(0)
        .setNewestEditAt(Instant.EPOCH)
        .setHeldOut(publication.heldOut())
        .setCreatedAt(Instant.now());
  }

  /**
   * What tells the member's next owner how to go on.
   *
   * @param pieces chunks of the round's state
   */
  TrainerManifest manifest(Round round, int pieces) {
    return TrainerManifest.newBuilder()
        .setTask(member.task())
        .setMember(member.name())
        .setBaseDigest(contract.baseDigest())
        .setLoraRank(contract.loraRank())
        .setStateDigest(Sha256.of(round.state()))
        .setChunks(pieces)
        .setVersion(round.version())
        .setSteps(round.steps())
        .setEditsSeen(round.editsSeen())
        .setNewestEditAt(round.newestEditAt())
        .setSeed(contract.seed())
        .setLabelTopic(labelTopic())
        .setNextOffsets(round.nextOffsets())
        .setKind(member.kind().memberName())
        .setRolledBackAt(round.rolledBack().askedAt().orElse(null))
        .setForgotten(round.rolledBack().forgotten())
        .setSavedAt(Instant.now())
        .build();
  }

  private String labelTopic() {
    return cluster.topic(member.kind().labelTopic());
  }
}
