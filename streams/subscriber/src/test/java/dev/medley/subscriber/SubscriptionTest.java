package dev.medley.subscriber;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.commands.ControlCommand;
import dev.medley.kafka.fixtures.Adapter;
import dev.medley.kafka.fixtures.CheckpointPublisher;
import dev.medley.kafka.fixtures.Fault;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.schemas.AdapterFile;
import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.Topic;
import dev.medley.schemas.checkpoints.AdapterLayout;
import dev.medley.schemas.signing.CheckpointSigner;
import dev.medley.schemas.signing.KeyFiles;
import dev.medley.schemas.signing.TrustedKeys;
import dev.medley.subscriber.Refusal.Reason;
import dev.medley.testing.Platform;
import dev.medley.testing.RegistryGate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Checkpoints through a real broker and a real registry. */
final class SubscriptionTest {
  private static final Duration PATIENCE = Duration.ofMillis(500);
  private static final String BASE_DIGEST = "ab".repeat(32);
  private static final Adapter SMALL = Adapter.random(1_000, 1);
  private static final Adapter LARGE = Adapter.random(2_500_000, 2);

  @TempDir static Path data;
  private static Platform platform;
  private static String config;

  @TempDir Path folder;
  private final List<String> delivered = new CopyOnWriteArrayList<>();
  private Cluster cluster;
  private KeyFiles keys;
  private CheckpointPublisher publisher;
  private Path directory;

  @BeforeAll
  static void startKafka() throws IOException {
    platform = new Platform(data);
    // A consumer's close waits for its last fetch.
    config =
        Files.writeString(data.resolve("client.properties"), "fetch.max.wait.ms=20").toString();
  }

  @AfterAll
  static void stopKafka() {
    platform.close();
  }

  @BeforeEach
  void prepare() throws Exception {
    cluster =
        Topics.make(
            new Cluster(
                platform.bootstrapServers(),
                platform.registryUrl(),
                UUID.randomUUID() + ".",
                config),
            2);
    keys = KeyFiles.in(folder.resolve("keys"), "trainer");
    publisher = publisher(keys);
    directory = folder.resolve("adapters");
  }

  private CheckpointPublisher publisher(KeyFiles keys) {
    return new CheckpointPublisher(cluster, BASE_DIGEST, CheckpointSigner.of(keys.privateKey()));
  }

  @AfterEach
  void closePublisher() {
    publisher.close();
  }

  @Test
  void shouldDeliverAPublishedCheckpointByteForByte() throws Exception {
    try (CheckpointSubscriber subscriber = subscribe()) {
      await().until(subscriber::caughtUp);

      // When
      publisher.publish("email", "sft", 1, LARGE);

      // Then
      awaitDelivered("email/sft/1");
      assertHolds("email/sft/1", LARGE);
      assertThat(FileTree.list(directory.resolve("email/sft"))).hasSize(1);
      assertThat(subscriber.refused()).isZero();
    }
  }

  @Test
  void shouldTellNamesApartThatDifferInCaseAlone() throws Exception {
    try (CheckpointSubscriber subscriber = subscribe()) {
      // When
      publisher.publish("Email", "my-sft", 1, SMALL);
      publisher.publish("email", "my-sft", 1, LARGE);
      publisher.publish("crm.reply", "sft", 1, SMALL);
      publisher.publish("nul", "sft", 1, SMALL);
      await().until(() -> delivered.size() == 4);

      // Then
      assertHolds("+email/my-sft/1", SMALL);
      assertHolds("email/my-sft/1", LARGE);
      assertHolds("crm.reply/sft/1", SMALL);
      assertHolds("nul+/sft/1", SMALL);
      assertThat(subscriber.refused()).isZero();
    }
  }

  @Test
  void shouldFetchOnlyTheNewestOfEachMemberAtStart() throws Exception {
    // Given
    for (int version = 1; version <= 12; version++) {
      publisher.publish("email", "sft", version, Adapter.random(100, version));
    }
    publisher.publish("summary", "dpo", 4, LARGE);

    // When
    try (CheckpointSubscriber subscriber = subscribe()) {
      await().until(subscriber::caughtUp);
    }

    // Then
    assertThat(delivered).containsExactly("email/sft/12", "summary/dpo/4");
    assertHolds("email/sft/12", Adapter.random(100, 12));
    assertHolds("summary/dpo/4", LARGE);
    assertThat(FileTree.list(directory.resolve("email/sft"))).hasSize(1);
  }

  private static Stream<Arguments> faults() {
    return Stream.of(
        fault(Reason.DIGEST, "tampered adapter", Fault.bytes(SubscriptionTest::flipABit)),
        fault(
            Reason.DIGEST, "wrong digest", Fault.record(c -> c.setAdapterDigest("00".repeat(32)))),
        fault(Reason.BASE, "unknown base", Fault.record(c -> c.setBaseDigest("00".repeat(32)))),
        fault(Reason.CHUNKS, "truncated", Fault.bytes(all -> Arrays.copyOf(all, all.length - 1))),
        fault(Reason.CHUNKS, "longer than its files", Fault.record(c -> grow(c, -10))),
        fault(Reason.CHUNKS, "first chunk missing", Fault.withoutChunk(0)),
        fault(Reason.CHUNKS, "last chunk missing", Fault.withoutChunk(2)),
        fault(Reason.CHUNKS, "out of order", Fault.swapped()),
        fault(Reason.CHUNKS, "too many", Fault.record(c -> c.setChunks(c.getChunks() + 1))),
        fault(
            Reason.CHUNKS, "offset beyond the end", Fault.record(c -> c.setChunkOffset(1L << 40))),
        fault(Reason.CHUNKS, "partition missing", Fault.record(c -> c.setChunkPartition(7))),
        fault(Reason.RECORD, "evil file", Fault.record(SubscriptionTest::renameFile)),
        fault(Reason.RECORD, "evil task", Fault.record(c -> c.setTask("../../evil"))),
        fault(Reason.RECORD, "evil member", Fault.record(c -> c.setMember(".."))),
        fault(Reason.RECORD, "upper-case digest", Fault.record(c -> c.setAdapterDigest(upper(c)))),
        fault(
            Reason.RECORD,
            "long label topic",
            Fault.signed(c -> c.setLabelTopic("x".repeat(70_000)))),
        fault(Reason.RECORD, "another's key", Fault.key("email/dpo/1")),
        fault(Reason.SIGNATURE, "tampered manifest", Fault.signed(c -> c.setEditsSeen(1_000_000))),
        fault(
            Reason.SIGNATURE,
            "tampered figures",
            Fault.signed(c -> c.setHeldOut(Map.of("a", 0.0)))),
        fault(
            Reason.SIGNATURE,
            "unsigned",
            Fault.signed(c -> c.setSignature(ByteBuffer.allocate(0)))),
        fault(
            Reason.SIGNATURE,
            "no signature",
            Fault.signed(c -> c.setSignature(ByteBuffer.allocate(64)))));
  }

  private static Arguments fault(Reason reason, String name, Fault fault) {
    return Arguments.of(reason, name, fault);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("faults")
  void shouldRefuseAFaultyCheckpointAndKeepTheOlder(Reason reason, String name, Fault fault)
      throws Exception {
    // Given
    publisher.publish("email", "sft", 1, SMALL);
    try (CheckpointSubscriber subscriber = subscribe()) {
      awaitDelivered("email/sft/1");

      // When
      publisher.publish("email", "sft", 2, LARGE, fault);
      await(name).until(() -> subscriber.refused() == 1);

      // Then
      assertThat(subscriber.refusals()).containsOnly(Map.entry(reason, 1L));
      publisher.publish("email", "sft", 3, SMALL);
      awaitDelivered("email/sft/3");
      assertThat(delivered).containsExactly("email/sft/1", "email/sft/3");
      assertHolds("email/sft/1", SMALL);
      assertThat(everythingIn(folder.resolve("adapters")))
          .filteredOn(path -> Files.isDirectory(path))
          .extracting(path -> directory.relativize(path).toString())
          .containsExactlyInAnyOrder("", "email", "email/sft", "email/sft/1", "email/sft/3");
      assertThat(folder.resolveSibling("evil")).doesNotExist();
    }
  }

  @Test
  void shouldRefuseAForeignPublisherUntilItsKeyIsTrusted() throws Exception {
    // Given
    KeyFiles foreign = KeyFiles.in(folder.resolve("foreign"), "foreign");
    try (CheckpointSubscriber subscriber = subscribe();
        CheckpointPublisher other = publisher(foreign)) {
      publisher.publish("email", "sft", 1, SMALL);
      awaitDelivered("email/sft/1");
      other.publish("email", "sft", 2, LARGE);
      await().until(() -> subscriber.refusals().containsKey(Reason.SIGNATURE));

      // When
      Files.copy(foreign.trusted().resolve("foreign.pem"), keys.trusted().resolve("foreign.pem"));
      other.publish("email", "sft", 3, LARGE);

      // Then
      awaitDelivered("email/sft/3");
      assertThat(delivered).containsExactly("email/sft/1", "email/sft/3");
    }
  }

  @Test
  void shouldTakeChunksThatWereSentTwice() throws Exception {
    // Given
    try (CheckpointSubscriber subscriber = subscribe()) {

      // When
      publisher.publish("email", "sft", 1, LARGE, Fault.doubled());

      // Then
      awaitDelivered("email/sft/1");
      assertHolds("email/sft/1", LARGE);
      assertThat(subscriber.refused()).isZero();
    }
  }

  @Test
  void shouldTakeWhatALongCompactedHistoryLeft() throws Exception {
    // Given
    publisher.publish("email", "sft", 7, LARGE);
    publisher.put("email/sft/5", null);
    publisher.put("email/sft/6", null);
    publisher.publish("email", "sft", 41, SMALL);
    publisher.put("email/sft/7", null);

    // When
    try (CheckpointSubscriber subscriber = subscribe()) {
      await().until(subscriber::caughtUp);

      // Then
      assertThat(delivered).containsExactly("email/sft/41");
      assertThat(subscriber.refused()).isZero();
    }
  }

  @Test
  void shouldLetNewCheckpointsWaitWhileATaskIsPaused() throws Exception {
    // Given
    publisher.publish("email", "sft", 1, SMALL);
    try (CheckpointSubscriber subscriber = subscribe()) {
      awaitDelivered("email/sft/1");
      // The checkpoints' own time lies before it, but for those that say otherwise.
      assertThat(control("pause", "email", "--reason=drill")).isZero();
      await().until(() -> subscriber.control("email").isPresent());
      Fault later = Fault.record(c -> c.setCreatedAt(Instant.now().plusSeconds(60)));
      publisher.publish("email", "sft", 2, LARGE, later);
      publisher.publish("summary", "sft", 1, SMALL, later);
      awaitDelivered("summary/sft/1");
      assertThat(delivered).doesNotContain("email/sft/2");

      // When
      assertThat(control("resume", "email")).isZero();

      // Then
      awaitDelivered("email/sft/2");
      assertThat(subscriber.refused()).isZero();
    }
  }

  @Test
  void shouldStartFromTheCheckpointsOfBeforeAPause() throws Exception {
    // Given
    publisher.publish("email", "sft", 1, SMALL);
    assertThat(control("pause", "email")).isZero();
    publisher.publish(
        "email", "sft", 2, LARGE, Fault.record(c -> c.setCreatedAt(Instant.now().plusSeconds(60))));

    // When
    try (CheckpointSubscriber subscriber = subscribe()) {
      await().until(subscriber::caughtUp);
    }

    // Then
    assertThat(delivered).containsExactly("email/sft/1");
  }

  @Test
  void shouldHoldAllMembersOfAllTasks() throws Exception {
    // Given
    for (int i = 0; i < 100; i++) {
      publisher.publish("task-" + i, "sft", 1, SMALL);
    }

    // When
    try (CheckpointSubscriber subscriber = subscribe()) {
      await().until(subscriber::caughtUp);

      // Then
      assertThat(delivered).hasSize(100);
      assertThat(subscriber.refused()).isZero();
    }
  }

  @Test
  void shouldNotReadDirectoriesAgainWhoseReaderVerifiesThem() throws Exception {
    // Given
    publisher.publish("email", "sft", 1, SMALL);
    publisher.publish("email", "dpo", 1, LARGE);
    try (CheckpointSubscriber first = subscribe()) {
      await().until(first::caughtUp);
    }
    Files.write(file("email/sft/1"), new byte[SMALL.model().length]);
    Files.write(file("email/dpo/1"), new byte[7]);
    SubscriberSettings trusting =
        new SubscriberSettings(
            directory, BASE_DIGEST, Optional.of(new TrustedKeys(keys.trusted())), false);

    // When
    try (CheckpointSubscriber second =
        CheckpointSubscriber.start(cluster, trusting, this::onCheckpoint, PATIENCE)) {
      await().until(second::caughtUp);
    }

    // Then
    assertThat(file("email/sft/1")).hasBinaryContent(new byte[SMALL.model().length]);
    assertHolds("email/dpo/1", LARGE);
  }

  @Test
  void shouldFetchAndDeliverAgainWhatBrokeOnDisk() throws Exception {
    // Given
    List<PeftCheckpoint> taken = new CopyOnWriteArrayList<>();
    publisher.publish("email", "sft", 1, SMALL);
    publisher.publish("email", "sft", 2, LARGE);
    try (CheckpointSubscriber subscriber =
        CheckpointSubscriber.start(cluster, settings(), taken::add, PATIENCE)) {
      await().until(subscriber::caughtUp);
      Files.write(file("email/sft/2"), flipABit(LARGE.model()));
      boolean whole = taken.get(0).isWhole();

      // When
      subscriber.fetchAgain(taken.get(0));

      // Then
      await().until(() -> taken.size() == 2);
      assertThat(whole).isFalse();
      assertThat(taken.get(1).record().getVersion()).isEqualTo(2);
      assertThat(taken.get(1).isWhole()).isTrue();
      assertThat(subscriber.refusals()).containsExactly(Map.entry(Reason.DIGEST, 1L));
    }
  }

  @Test
  void shouldRefuseWhatTheDiskDoesNotTakeOnceAndTakeItWhenThereIsRoom() throws Exception {
    // Given
    publisher.publish("email", "dpo", 1, SMALL);
    publisher.publish("email", "sft", 1, SMALL);
    // Where the member's folder should be lies a file.
    Files.createDirectories(directory.resolve("email"));
    Files.writeString(directory.resolve("email/dpo"), "in the way");
    try (CheckpointSubscriber subscriber = subscribe()) {
      awaitDelivered("email/sft/1");
      await().until(() -> subscriber.refused() > 0);
      Thread.sleep(1_000);
      boolean before = subscriber.caughtUp();

      // When
      Files.delete(directory.resolve("email/dpo"));

      // Then
      awaitDelivered("email/dpo/1");
      assertThat(before).isFalse();
      assertThat(subscriber.refusals()).containsExactly(Map.entry(Reason.DISK, 1L));
      assertThat(subscriber.failure()).isEmpty();
    }
  }

  @Test
  void shouldDeliverWhatLiesOnDiskWhereTheNewestCanNotBeFetched() throws Exception {
    // Given
    publisher.publish("email", "sft", 1, SMALL);
    try (CheckpointSubscriber first = subscribe()) {
      await().until(first::caughtUp);
    }
    try (Producer<byte[], byte[]> other = openTransaction()) {
      publisher.publish("email", "sft", 2, SMALL);

      // When
      try (CheckpointSubscriber second = subscribe()) {
        await().until(second::tried);

        // Then
        assertThat(delivered).containsExactly("email/sft/1", "email/sft/1");
        assertThat(second.waiting()).isEqualTo(1);
        assertThat(second.caughtUp()).isFalse();
        other.abortTransaction();
        awaitDelivered("email/sft/2");
        await().until(() -> second.waiting() == 0);
        assertThat(second.refused()).isZero();
      }
    }
  }

  /** Hides what is written to `adapter-chunks` after it. */
  private Producer<byte[], byte[]> openTransaction() {
    Map<String, Object> settings = new HashMap<>(cluster.client());
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, cluster.topic(Topic.ADAPTER_CHUNKS));
    Producer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    producer.initTransactions();
    producer.beginTransaction();
    for (int partition = 0; partition < 2; partition++) {
      Future<RecordMetadata> unused =
          producer.send(
              new ProducerRecord<>(
                  cluster.topic(Topic.ADAPTER_CHUNKS), partition, new byte[1], new byte[1]));
    }
    producer.flush();
    return producer;
  }

  @Test
  void shouldDeliverTheOneBeforeWhereTheNewestTurnsOutToBeOfNoUse() throws Exception {
    // Given
    List<PeftCheckpoint> taken = new CopyOnWriteArrayList<>();
    publisher.publish("email", "sft", 1, SMALL);
    publisher.publish("email", "sft", 2, LARGE);
    try (CheckpointSubscriber subscriber =
        CheckpointSubscriber.start(cluster, settings(), taken::add, PATIENCE)) {
      await().until(subscriber::caughtUp);

      // When
      subscriber.refuse(taken.get(0), new IllegalArgumentException("rank 7"));

      // Then
      await().until(() -> taken.size() == 2);
      publisher.publish("email", "sft", 3, SMALL);
      await().until(() -> taken.size() == 3);
      assertThat(taken)
          .extracting(checkpoint -> checkpoint.record().getVersion())
          .containsExactly(2L, 1L, 3L);
    }
  }

  @Test
  void shouldFetchAnewWhatTheListenerDoesNotTakeAsItHasChangedOnDisk() throws Exception {
    // Given
    publisher.publish("email", "sft", 1, SMALL);
    try (CheckpointSubscriber first = subscribe()) {
      await().until(first::caughtUp);
    }
    Files.write(file("email/sft/1"), new byte[SMALL.model().length]);
    SubscriberSettings trusting =
        new SubscriberSettings(
            directory, BASE_DIGEST, Optional.of(new TrustedKeys(keys.trusted())), false);

    // When
    try (CheckpointSubscriber second =
        CheckpointSubscriber.start(cluster, trusting, this::takeWhole, PATIENCE)) {
      await().until(second::caughtUp);

      // Then
      assertThat(delivered).containsExactly("email/sft/1", "email/sft/1");
      assertHolds("email/sft/1", SMALL);
      assertThat(second.refusals()).containsExactly(Map.entry(Reason.DIGEST, 1L));
    }
  }

  private void takeWhole(PeftCheckpoint checkpoint) {
    try {
      if (!checkpoint.isWhole()) {
        throw new IllegalArgumentException("no adapter");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    onCheckpoint(checkpoint);
  }

  @Test
  void shouldTryAgainWhatTheListenerCanNotWrite() throws Exception {
    // Given
    AtomicBoolean full = new AtomicBoolean(true);
    CheckpointSubscriber.Listener linking =
        checkpoint -> {
          if (full.getAndSet(false)) {
            throw new UncheckedIOException(new IOException("no room for a link"));
          }
          onCheckpoint(checkpoint);
        };

    // When
    publisher.publish("email", "sft", 1, SMALL);

    // Then
    try (CheckpointSubscriber subscriber =
        CheckpointSubscriber.start(cluster, settings(), linking, PATIENCE)) {
      awaitDelivered("email/sft/1");
      assertThat(subscriber.refusals()).containsExactly(Map.entry(Reason.DISK, 1L));
    }
  }

  @Test
  void shouldHearWhatOperatorsAskWhileADeliveryTakesItsTime() throws Exception {
    // Given
    CountDownLatch delivering = new CountDownLatch(1);
    CountDownLatch heard = new CountDownLatch(1);
    CheckpointSubscriber.Listener slow =
        checkpoint -> {
          delivering.countDown();
          awaitUntil(heard);
        };
    publisher.publish("email", "sft", 1, SMALL);
    try (CheckpointSubscriber subscriber =
        CheckpointSubscriber.start(cluster, settings(), slow, PATIENCE)) {
      delivering.await();

      // When
      int status = control("pause", "email");

      // Then
      assertThat(status).isZero();
      await().until(() -> subscriber.control("email").isPresent());
      heard.countDown();
    }
  }

  @Test
  void shouldNeverSeeAnAbortedTransaction() throws Exception {
    // Given
    try (CheckpointSubscriber subscriber = subscribe()) {
      publisher.publish("email", "sft", 1, SMALL);

      // When
      publisher.publish("email", "sft", 2, LARGE, Fault.aborted());

      // Then
      publisher.publish("email", "sft", 3, SMALL);
      awaitDelivered("email/sft/3");
      assertThat(delivered).doesNotContain("email/sft/2");
      assertThat(subscriber.refused()).isZero();
    }
  }

  @Test
  void shouldFallBackToTheNewestThatPassesAtStart() throws Exception {
    // Given
    publisher.publish("email", "sft", 1, SMALL);
    publisher.publish("email", "sft", 2, LARGE);
    publisher.publish("email", "sft", 3, LARGE, Fault.withoutChunk(1));
    publisher.put("nonsense", "not a record".getBytes(UTF_8));

    // When
    try (CheckpointSubscriber subscriber = subscribe()) {
      await().until(subscriber::caughtUp);

      // Then
      assertThat(delivered).containsExactly("email/sft/2");
      assertThat(subscriber.refused()).isEqualTo(2);
    }
  }

  @Test
  void shouldReuseWhatLiesOnDiskAfterARestartAndReplaceWhatIsBroken() throws Exception {
    // Given
    publisher.publish("email", "sft", 1, SMALL);
    publisher.publish("email", "dpo", 1, LARGE);
    try (CheckpointSubscriber first = subscribe()) {
      await().until(first::caughtUp);
    }
    Object inode = inode("email/sft/1");
    Files.write(file("email/dpo/1"), new byte[LARGE.model().length]);

    // When
    try (CheckpointSubscriber second = subscribe()) {
      await().until(second::caughtUp);
    }

    // Then
    assertThat(delivered)
        .containsExactly("email/sft/1", "email/dpo/1", "email/sft/1", "email/dpo/1");
    assertThat(inode("email/sft/1")).isEqualTo(inode);
    assertHolds("email/dpo/1", LARGE);
  }

  @Test
  void shouldKeepTheThreeNewestVersionsOfAMember() throws Exception {
    // Given
    try (CheckpointSubscriber subscriber = subscribe()) {
      await().until(subscriber::caughtUp);

      // When
      for (int version = 1; version <= 5; version++) {
        publisher.publish("email", "sft", version, SMALL);
        awaitDelivered("email/sft/" + version);
      }
    }

    // Then
    assertThat(FileTree.list(directory.resolve("email/sft")))
        .extracting(path -> path.getFileName().toString())
        .containsExactly("3", "4", "5");
  }

  @Test
  void shouldKeepADeliveredCheckpointThatIsTombstonedAndSkipAWithdrawnOne() throws Exception {
    // Given
    publisher.publish("email", "sft", 1, SMALL);
    publisher.publish("email", "sft", 2, SMALL);
    publisher.put("email/sft/2", null);

    // When
    try (CheckpointSubscriber subscriber = subscribe()) {
      awaitDelivered("email/sft/1");
      publisher.put("email/sft/1", null);
      publisher.publish("email", "dpo", 1, SMALL);
      awaitDelivered("email/dpo/1");

      // Then
      assertThat(delivered).containsExactly("email/sft/1", "email/dpo/1");
      assertHolds("email/sft/1", SMALL);
      assertThat(subscriber.refused()).isZero();
    }
  }

  @Test
  void shouldRefuseWhatTheListenerDoesNotTake() throws Exception {
    // Given
    publisher.publish("email", "sft", 1, SMALL);
    publisher.publish("email", "sft", 2, SMALL);
    CheckpointSubscriber.Listener choosy =
        checkpoint -> {
          if (checkpoint.record().getVersion() == 2) {
            throw new IllegalArgumentException("rank 7");
          }
          onCheckpoint(checkpoint);
        };

    // When
    try (CheckpointSubscriber subscriber =
        CheckpointSubscriber.start(cluster, settings(), choosy, PATIENCE)) {
      await().until(subscriber::caughtUp);

      // Then
      assertThat(delivered).containsExactly("email/sft/1");
      assertThat(subscriber.refusals()).containsExactly(Map.entry(Reason.LISTENER, 1L));
      assertThat(subscriber.failure()).isEmpty();
      assertThat(directory.resolve("email/sft/2")).doesNotExist();
    }
  }

  @Test
  void shouldPointCurrentToTheNewestVersionOnTheCommandLine() throws Exception {
    // Given
    publisher.publish("email", "sft", 1, SMALL);
    int first = runOnce();
    publisher.publish("email", "sft", 2, LARGE);

    // When
    int second = runOnce();

    // Then
    assertThat(List.of(first, second)).containsOnly(0);
    Path current = directory.resolve("email/sft").resolve(CurrentLink.NAME);
    assertThat(Files.readSymbolicLink(current)).isEqualTo(Path.of("2"));
    assertHolds("email/sft/current", LARGE);
  }

  @Test
  void shouldGoOnAfterABrokerOutage() throws Exception {
    // Given
    publisher.publish("email", "sft", 1, SMALL);
    try (CheckpointSubscriber subscriber = subscribe()) {
      awaitDelivered("email/sft/1");
      platform.stopBroker();
      publisher.close();

      // When
      platform.startBroker();

      // Then
      publisher = publisher(keys);
      publisher.publish("email", "sft", 2, LARGE);
      awaitDelivered("email/sft/2");
      assertThat(subscriber.refused()).isZero();
      assertThat(subscriber.failure()).isEmpty();
    }
  }

  @Test
  void shouldWaitForARegistryThatDoesNotAnswer() throws Exception {
    // Given
    publisher.publish("email", "sft", 1, SMALL);
    try (RegistryGate gate = RegistryGate.before(cluster.registry())) {
      gate.answer(503, "");
      Cluster behind = new Cluster(cluster.brokers(), gate.url(), cluster.prefix());
      try (CheckpointSubscriber subscriber = subscribe(behind)) {
        await().until(() -> gate.turnedAway() >= 2);
        assertThat(subscriber.caughtUp()).isFalse();

        // When
        gate.pass();

        // Then
        await().until(subscriber::caughtUp);
        assertThat(delivered).containsExactly("email/sft/1");
        assertThat(subscriber.refused()).isZero();
      }
    }
  }

  private CheckpointSubscriber subscribe() {
    return subscribe(cluster);
  }

  private CheckpointSubscriber subscribe(Cluster cluster) {
    return CheckpointSubscriber.start(cluster, settings(), this::onCheckpoint, PATIENCE);
  }

  private SubscriberSettings settings() {
    return new SubscriberSettings(
        directory, BASE_DIGEST, Optional.of(new TrustedKeys(keys.trusted())), true);
  }

  private int control(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(
        0,
        List.of(
            "--bootstrap-servers=" + cluster.brokers(),
            "--schema-registry=" + cluster.registry(),
            "--topic-prefix=" + cluster.prefix()));
    return new CommandLine(new ControlCommand()).execute(all.toArray(String[]::new));
  }

  private void onCheckpoint(PeftCheckpoint checkpoint) {
    String key = MemberName.key(checkpoint.record());
    assertThat(checkpoint.directory())
        .isEqualTo(MemberName.of(checkpoint.record()).under(directory).resolve(version(key)));
    delivered.add(key);
  }

  private static String version(String key) {
    return key.substring(key.lastIndexOf('/') + 1);
  }

  private int runOnce() {
    return new CommandLine(new SubscriberMain())
        .execute(
            "--bootstrap-servers=" + cluster.brokers(),
            "--schema-registry=" + cluster.registry(),
            "--topic-prefix=" + cluster.prefix(),
            "--directory=" + directory,
            "--trusted-keys=" + keys.trusted(),
            "--once");
  }

  private void awaitDelivered(String key) {
    await().pollInterval(Duration.ofMillis(20)).until(() -> delivered.contains(key));
  }

  private void assertHolds(String key, Adapter adapter) {
    Path path = directory.resolve(key);
    assertThat(path.resolve("adapter_config.json")).hasBinaryContent(adapter.config());
    assertThat(path.resolve("adapter_model.safetensors")).hasBinaryContent(adapter.model());
  }

  private Path file(String key) {
    return directory.resolve(key).resolve(AdapterLayout.WEIGHTS);
  }

  private Object inode(String key) throws IOException {
    return Files.readAttributes(file(key), BasicFileAttributes.class).fileKey();
  }

  private static List<Path> everythingIn(Path folder) throws IOException {
    try (Stream<Path> tree = Files.walk(folder)) {
      return tree.toList();
    }
  }

  private static byte[] flipABit(byte[] bytes) {
    byte[] flipped = bytes.clone();
    flipped[flipped.length - 1] ^= 1;
    return flipped;
  }

  private static void grow(Checkpoint checkpoint, int bytes) {
    AdapterFile model = checkpoint.getFiles().get(1);
    model.setSize(model.getSize() + bytes);
  }

  private static void awaitUntil(CountDownLatch latch) {
    await().until(() -> latch.getCount() == 0);
  }

  private static String upper(Checkpoint checkpoint) {
    return checkpoint.getAdapterDigest().toUpperCase(Locale.ROOT);
  }

  private static void renameFile(Checkpoint checkpoint) {
    checkpoint.getFiles().get(1).setName("../../../evil");
  }
}
