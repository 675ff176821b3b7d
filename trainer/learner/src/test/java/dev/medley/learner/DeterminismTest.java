package dev.medley.learner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.state.StateReader;
import dev.medley.lm.fixtures.TinyModel;
import dev.medley.schemas.AvroDeserializer;
import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.Topic;
import dev.medley.testing.JavaProcess;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two trainers, in processes of their own, over one log: one runs through, the other is killed -9
 * again and again. {@code trainer/learner/determinism} kills it more often, with all members.
 */
@ExtendWith(SharedPlatform.class)
final class DeterminismTest {
  private static final int KILLS = Integer.getInteger("determinism.kills", 2);
  private static final int LABELS = 100 + 60 * KILLS;
  private static final List<String> MEMBERS =
      List.of(System.getProperty("determinism.members", "early,rl").split(","));
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final long SEED = Long.getLong("determinism.seed", 5);

  @TempDir static Path folder;
  private static Platform platform;
  private static Path base;

  @BeforeAll
  static void start(Platform shared) throws Exception {
    platform = shared;
    base = TinyModel.QUIET.write(folder.resolve("base"));
  }

  @Test
  void shouldPublishTheSameBytesHoweverOftenItIsKilled() throws Exception {
    // Given
    Cluster whole = log();
    Cluster killed = log();
    Duration wholeRun = runThrough(whole);

    // When
    List<Long> editsAtKill = kill(killed, wholeRun.dividedBy(KILLS + 1));
    runThrough(killed);

    // Then
    System.out.printf(
        "%d labels in %.1f s; killed -9 after %s of them%n",
        LABELS, wholeRun.toMillis() / 1e3, editsAtKill);
    assertThat(editsAtKill).filteredOn(edits -> edits < LABELS).hasSizeGreaterThan(KILLS / 2);
    Map<String, Checkpoint> published = checkpoints(whole);
    assertThat(published).hasSizeGreaterThan(2 * MEMBERS.size());
    assertThat(checkpoints(killed)).isEqualTo(published);
    assertThat(adapters(killed)).isEqualTo(adapters(whole));
    System.out.printf("%d checkpoints are the same byte for byte%n", published.size());
  }

  private static Duration runThrough(Cluster kafka) throws Exception {
    try (JavaProcess trainer = trainer(kafka, "through")) {
      TrainerProcess.awaitReady(trainer);
      long started = System.nanoTime();
      long deadline = started + PATIENCE.toNanos();
      // Asked of Kafka: trainers that were killed before may have committed all that there is.
      while (editsSeen(kafka) < LABELS && System.nanoTime() < deadline) {
        assertThat(trainer.isAlive()).isTrue();
        Thread.sleep(200);
      }
      assertThat(editsSeen(kafka)).isEqualTo(LABELS);
      return Duration.ofNanos(System.nanoTime() - started);
    }
  }

  private static List<Long> kill(Cluster kafka, Duration share) throws Exception {
    Random random = new Random(SEED);
    List<Long> edits = new ArrayList<>();
    for (int kill = 0; kill < KILLS; kill++) {
      try (JavaProcess trainer = trainer(kafka, "killed-" + kill)) {
        TrainerProcess.awaitReady(trainer);
        Thread.sleep(random.nextInt(Math.toIntExact(share.toMillis())));
        // Before, for what a killed one leaves open holds readers up.
        edits.add(editsSeen(kafka));
        trainer.kill();
      }
    }
    return edits;
  }

  private static JavaProcess trainer(Cluster kafka, String name) throws Exception {
    List<String> arguments =
        List.of(
            "train",
            "--model=" + base,
            "--tasks=email",
            "--precision=float32",
            "--members=" + String.join(",", MEMBERS),
            "--round-interval=0.5",
            "--publish-steps=16",
            "--gate-tolerance=0",
            "--max-staleness=2",
            "--replay=0.5",
            "--metrics-port=0");
    Path log = folder.resolve(kafka.prefix() + name + ".log");
    return TrainerProcess.start(log, kafka, arguments);
  }

  /** Those of the member that has seen least. */
  private static long editsSeen(Cluster kafka) {
    StateReader reader = new StateReader(kafka);
    return MEMBERS.stream()
        .map(member -> reader.read(MemberId.of("email", member)))
        .mapToLong(saved -> saved.map(found -> found.manifest().getEditsSeen()).orElse(0L))
        .min()
        .orElseThrow();
  }

  /** All that were ever published, by key, but for when and where. */
  private static Map<String, Checkpoint> checkpoints(Cluster kafka) {
    AvroDeserializer<Checkpoint> deserializer =
        new AvroDeserializer<>(kafka.registryClient(), Checkpoint.class);
    Map<String, Checkpoint> checkpoints = new TreeMap<>();
    for (ConsumerRecord<String, byte[]> record : Topics.read(kafka, Topic.CHECKPOINTS)) {
      if (record.value() != null) {
        Checkpoint checkpoint = deserializer.deserialize("", record.value());
        checkpoint.setCreatedAt(Instant.EPOCH);
        checkpoint.setChunkOffset(0);
        checkpoint.setLabelTopic("");
        checkpoints.put(record.key(), checkpoint);
      }
    }
    return checkpoints;
  }

  /** Bytes of all their chunks, by key. */
  private static Map<String, ByteBuffer> adapters(Cluster kafka) {
    Map<String, ByteBuffer> chunks = new TreeMap<>();
    for (ConsumerRecord<String, byte[]> record : Topics.read(kafka, Topic.ADAPTER_CHUNKS)) {
      if (record.value() != null) {
        chunks.put(record.key(), ByteBuffer.wrap(record.value()));
      }
    }
    return chunks;
  }

  private static Cluster log() {
    Cluster kafka = Topics.fresh(platform, 1);
    Labels.ofEmail(kafka, 0, LABELS);
    return kafka;
  }
}
