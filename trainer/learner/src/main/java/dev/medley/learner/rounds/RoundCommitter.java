package dev.medley.learner.rounds;

import static java.util.Objects.requireNonNull;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.TopicReader;
import dev.medley.learner.feed.Frontier;
import dev.medley.learner.feed.GroupFrontier;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.state.FormerStates;
import dev.medley.learner.state.Manifests;
import dev.medley.learner.state.MemberContract;
import dev.medley.learner.state.SavedState;
import dev.medley.learner.state.StateReader;
import dev.medley.schemas.AvroSerializer;
import dev.medley.schemas.JournalEntry;
import dev.medley.schemas.Topic;
import dev.medley.schemas.TrainerManifest;
import dev.medley.schemas.TrainerState;
import dev.medley.schemas.checkpoints.Chunks;
import dev.medley.schemas.checkpoints.Sha256;
import dev.medley.schemas.signing.CheckpointSigner;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.common.KafkaException;

/**
 * Commits a member's rounds, each as ONE Kafka transaction that is opened at the round's end
 * (KIP-98, KIP-447): its journal entry, the group's offsets, and the checkpoint with its chunks.
 * States are written apart, and rarely. Whoever opens it last owns the member; the one before is
 * fenced at its next commit.
 */
public final class RoundCommitter implements AutoCloseable {
  private final Cluster cluster;
  private final MemberId member;
  private final Owners owners;
  private final String self;
  private final RoundRecords records;
  private final Transactions transactions;
  private final AvroSerializer<TrainerState> states;
  private final AvroSerializer<TrainerManifest> manifests;
  private final AvroSerializer<JournalEntry> entries;
  private final CheckpointWriter checkpoints;
  private int manifestPartition;
  private TrainerManifest manifest;
  private long journalNext;

  public RoundCommitter(
      Cluster cluster,
      MemberId member,
      MemberContract contract,
      Owners owners,
      Optional<CheckpointSigner> signer) {
    this.cluster = requireNonNull(cluster, "cluster is null");
    this.member = member;
    this.owners = owners;
    this.self = owners.self();
    this.records = new RoundRecords(cluster, member, contract, self);
    SchemaRegistryClient registry = cluster.registryClient();
    states = new AvroSerializer<>(registry);
    manifests = new AvroSerializer<>(registry);
    entries = new AvroSerializer<>(registry);
    transactions = new Transactions(cluster, member, owners);
    try {
      checkpoints = new CheckpointWriter(cluster, member, records, transactions, signer);
    } catch (RuntimeException e) {
      transactions.close();
      throw e;
    }
  }

  /**
   * Says on {@code trainer-manifests} who has the member now.
   *
   * @param found the manifest as it was read after this opened; empty where there is none
   * @param former the state of a release before manifests, which is moved; empty where there is
   *     none
   * @param begin where labels begin of a member that nobody ever claimed
   * @return the manifest as it is now
   */
  public TrainerManifest claim(
      Optional<Manifests.Found> found,
      Optional<FormerStates.Found> former,
      Supplier<Frontier> begin) {
    manifestPartition =
        found
            .map(Manifests.Found::partition)
            .orElseGet(() -> member.partition(transactions.partitions(Topic.TRAINER_MANIFESTS)));
    TrainerManifest before =
        found.map(Manifests.Found::manifest).orElseGet(() -> newManifest(former, begin));
    transactions.run(
        () -> {
          TrainerManifest.Builder claimed = TrainerManifest.newBuilder(before).setOwner(self);
          former.ifPresent(state -> move(state, claimed));
          manifest = claimed.build();
          sendManifest();
        });
    journalNext = manifest.getJournalOffset();
    owners.claimed();
    return manifest;
  }

  /** Of a member whose journal begins now. */
  private TrainerManifest newManifest(
      Optional<FormerStates.Found> former, Supplier<Frontier> begin) {
    int partition = member.partition(transactions.partitions(Topic.TRAINER_JOURNAL));
    // A moved state counts as a round: labels and journal alone do not give it.
    TrainerManifest first =
        former
            .map(state -> state.saved().manifest())
            .map(left -> TrainerManifest.newBuilder(left).setRound(1).build())
            .orElseGet(() -> records.firstManifest(begin.get()));
    try (TopicReader journal = TopicReader.once(cluster, cluster.topic(Topic.TRAINER_JOURNAL))) {
      return TrainerManifest.newBuilder(first)
          .setJournalPartition(partition)
          .setJournalOffset(journal.end(partition))
          .build();
    }
  }

  /** What stays under the former manifest's key has no chunks: releases before refuse it. */
  private void move(FormerStates.Found former, TrainerManifest.Builder claimed) {
    SavedState saved = former.saved();
    sendState(saved.state().bytes(), claimed);
    String key = member.key() + "/";
    for (int i = 0; i < saved.manifest().getChunks(); i++) {
      transactions.send(Topic.TRAINER_STATE, former.partition(), key + i, null);
    }
    transactions.send(Topic.TRAINER_STATE, former.partition(), key + FormerStates.OWNER, null);
    TrainerManifest moved =
        TrainerManifest.newBuilder(saved.manifest())
            .setChunks(0)
            .setStateDigest(Sha256.of(new byte[0]))
            .build();
    transactions.send(
        Topic.TRAINER_STATE,
        former.partition(),
        key + FormerStates.MANIFEST,
        states.serialize(cluster.topic(Topic.TRAINER_STATE), new TrainerState(moved, null)));
  }

  /** The journal was read up to here. */
  public void journalRead(long next) {
    journalNext = next;
  }

  /**
   * Commits a round.
   *
   * @param round whose publication has no {@link #fault}
   * @throws FencedException where another trainer owns the member now
   * @throws CutOffException where the broker ended the transaction, and nobody else owns it
   * @throws KafkaException where the broker refuses or does not answer; whether the round was
   *     committed is for Kafka to say
   */
  public void commit(Round round) {
    List<Transactions.Sent> entry = new ArrayList<>();
    transactions.run(
        () -> {
          byte[] value =
              entries.serialize(cluster.topic(Topic.TRAINER_JOURNAL), records.entry(round));
          entry.add(
              transactions.send(
                  Topic.TRAINER_JOURNAL, manifest.getJournalPartition(), member.key(), value));
          round.publication().ifPresent(found -> checkpoints.publish(round.reached(), found));
          round.expired().forEach(checkpoints::remove);
          round.deadLetters().forEach(letter -> transactions.send(letter.record(member)));
          transactions.sendOffsets(
              GroupFrontier.offsets(
                  cluster.topic(member.kind().labelTopic()), round.reached().read()),
              group());
        });
    journalNext = entry.get(0).offset() + 1;
  }

  /** A group without a consumer: labels are read for all members at once. */
  @SuppressWarnings("removal") // Kafka has nothing yet that takes its place.
  private ConsumerGroupMetadata group() {
    return new ConsumerGroupMetadata(member.clientName(cluster.prefix()));
  }

  /**
   * Writes a state that reflects all that was committed, and removes the one before.
   *
   * @throws FencedException where another trainer owns the member now
   * @throws KafkaException where the broker refuses or does not answer
   */
  public void save(byte[] state, Reached reached) {
    TrainerManifest before = manifest;
    transactions.run(
        () -> {
          TrainerManifest.Builder saved =
              records.manifest(before, reached).setJournalOffset(journalNext);
          sendState(state, saved);
          for (int i = 0; before.getStatePartition() >= 0 && i < before.getChunks(); i++) {
            transactions.send(
                Topic.TRAINER_STATE,
                before.getStatePartition(),
                StateReader.keyPrefix(member, before.getRound()) + i,
                null);
          }
          manifest = saved.build();
          sendManifest();
        });
  }

  /** When the newest state was written, or the member was first claimed. */
  public Instant savedAt() {
    return manifest.getSavedAt();
  }

  /** The round that the newest state reflects. */
  public long savedRound() {
    return manifest.getRound();
  }

  private void sendState(byte[] state, TrainerManifest.Builder closing) {
    int partition = member.partition(transactions.partitions(Topic.TRAINER_STATE));
    List<ByteBuffer> pieces = Chunks.cut(state, StateReader.CHUNK_BYTES);
    List<Transactions.Sent> sent = new ArrayList<>();
    String topic = cluster.topic(Topic.TRAINER_STATE);
    for (int i = 0; i < pieces.size(); i++) {
      String key = StateReader.keyPrefix(member, closing.getRound()) + i;
      byte[] value = states.serialize(topic, new TrainerState(null, pieces.get(i)));
      sent.add(transactions.send(Topic.TRAINER_STATE, partition, key, value));
    }
    closing
        .setStateDigest(Sha256.of(state))
        .setChunks(pieces.size())
        .setStatePartition(partition)
        .setStateOffset(sent.get(0).offset());
  }

  private void sendManifest() {
    byte[] value = manifests.serialize(cluster.topic(Topic.TRAINER_MANIFESTS), manifest);
    transactions.send(Topic.TRAINER_MANIFESTS, manifestPartition, member.key(), value);
  }

  /** Why no node would take a checkpoint, so that it may not be committed; empty where all may. */
  public Optional<String> fault(Reached reached, Round.Publication publication) {
    return checkpoints.fault(reached, publication);
  }

  /** The partition that holds this member's chunks. */
  public int chunkPartition() {
    return checkpoints.partition();
  }

  @Override
  public void close() {
    transactions.close();
  }
}
