package dev.medley.feedback.job;

import static dev.medley.feedback.JobPlatform.PATIENCE;
import static dev.medley.feedback.JobPlatform.USER_LABELS;
import static dev.medley.feedback.Records.read;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.medley.feedback.Events;
import dev.medley.feedback.JobPlatform;
import dev.medley.kafka.Cluster;
import dev.medley.schemas.AvroDeserializer;
import dev.medley.schemas.AvroSerializer;
import dev.medley.schemas.Cost;
import dev.medley.schemas.Edit;
import dev.medley.schemas.Generation;
import dev.medley.schemas.Topic;
import dev.medley.schemas.TraceParent;
import dev.medley.standalone.Ports;
import dev.medley.standalone.SchemaRegistry;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The whole job on a MiniCluster, against a real broker and a real registry. */
@ExtendWith(SharedPlatform.class)
final class FeedbackJobTest {
  @AutoClose private final JobPlatform platform;

  FeedbackJobTest(Platform shared) {
    this.platform = new JobPlatform(shared);
  }

  @Test
  void shouldNeitherLoseNorDoubleThroughRestartsOnMoreAndFewerSubtasks() throws Exception {
    // Given
    Cluster kafka = platform.topics("restart.");
    int each = 100;
    int sent = 0;
    for (int parallelism : new int[] {1, 4}) {
      JobClient job = platform.startJob(JobPlatform.settings(kafka, 1 << 20), parallelism);
      for (int i = sent; i < sent + each; i++) {
        platform.send(kafka, Events.generation("g" + i, "the cat sat"));
        // Every third edit comes after the next restart: its generation lives in the state.
        if (i % 3 != 0) {
          platform.send(kafka, Events.edited("g" + i, 0, "the dog sat"));
        }
      }
      sent += each;
      int some = sent / 2;
      await().atMost(PATIENCE).until(() -> read(kafka, Topic.COST).size() >= some);
      job.cancel().get();
    }

    // When
    JobClient last = platform.startJob(JobPlatform.settings(kafka, 1 << 20), 2);
    try {
      for (int i = 0; i < sent; i++) {
        platform.send(kafka, Events.edited("g" + i, 0, "the dog sat"));
      }

      // Then
      int all = sent;
      await().atMost(PATIENCE).until(() -> read(kafka, Topic.COST).size() >= all);
      Thread.sleep(2000);
      AvroDeserializer<Cost> deserializer = new AvroDeserializer<>(platform.schemas(), Cost.class);
      List<String> labelled =
          read(kafka, Topic.COST).stream()
              .map(record -> deserializer.deserialize("", record.value()).getGenerationId())
              .toList();
      assertThat(labelled).doesNotHaveDuplicates().hasSize(all);
      assertThat(read(kafka, Topic.PREFERENCE)).hasSize(all);
      assertThat(read(kafka, Topic.EDITS_DEAD_LETTERS)).isEmpty();
    } finally {
      last.cancel().get();
    }
  }

  @Test
  void shouldWaitForARegistryThatIsDownAndDropNothing(@TempDir Path folder) throws Exception {
    // Given
    int port = Ports.free();
    Path home = Platform.apicurio();
    Path data = folder.resolve("registry-down");
    SchemaRegistry other = SchemaRegistry.start(home, data, port);
    Cluster kafka = platform.topics("down.", other.url());
    SchemaRegistryClient client = kafka.registryClient();
    Generation generation = Events.generation("g", "the cat sat");
    byte[] written = new AvroSerializer<Generation>(client).serialize("x", generation);
    byte[] edit = new AvroSerializer<Edit>(client).serialize("y", Events.edited("g", 0, "a dog"));
    other.close();
    JobClient job = platform.startJob(kafka);
    try {
      platform.send(kafka, Topic.GENERATIONS, "g", written);
      platform.send(kafka, Topic.EDITS, "g", edit);
      Thread.sleep(4000);
      assertThat(read(kafka, Topic.COST)).isEmpty();

      // When
      other = SchemaRegistry.start(home, data, port);

      // Then
      await().atMost(PATIENCE).until(() -> read(kafka, Topic.COST).size() == 1);
      assertThat(read(kafka, Topic.EDITS_DEAD_LETTERS)).isEmpty();
      assertThat(read(kafka, Topic.GENERATIONS_DEAD_LETTERS)).isEmpty();
    } finally {
      job.cancel().get();
      other.close();
    }
  }

  @Test
  void shouldReadPartitionsThatAreAddedWhileItRuns() throws Exception {
    // Given
    Cluster kafka = platform.topics("grown.");
    String edits = kafka.topic(Topic.EDITS);
    JobClient job = platform.startJob(kafka);
    try (Admin admin = Admin.create(kafka.client())) {
      platform.send(kafka, Topic.EDITS, "old", inline(kafka, "old"));
      await().atMost(PATIENCE).until(() -> read(kafka, Topic.COST).size() == 1);
      admin.createPartitions(Map.of(edits, NewPartitions.increaseTo(3))).all().get();

      // When
      platform.send(new ProducerRecord<>(edits, 2, "new".getBytes(UTF_8), inline(kafka, "new")));

      // Then
      await().atMost(Duration.ofMinutes(1)).until(() -> read(kafka, Topic.COST).size() == 2);
    } finally {
      job.cancel().get();
    }
  }

  private byte[] inline(Cluster kafka, String id) {
    return platform.bytes(kafka, Events.inline(Events.edited(id, 0, "the dog sat"), "the cat sat"));
  }

  @Test
  void shouldLabelNoMoreOfOneUserThanTheCap() throws Exception {
    // Given
    Cluster kafka = platform.topics("flood.");
    JobClient job = platform.startJob(kafka);
    try {
      for (int i = 0; i < USER_LABELS + 50; i++) {
        platform.send(kafka, Events.generation("g" + i, "the cat sat"));
        platform.send(kafka, Events.edited("g" + i, 0, "the dog sat"));
      }

      // When
      Generation other = Events.generation("other", "the cat sat");
      other.setUser("u2");
      platform.send(kafka, other);
      platform.send(kafka, Events.edited("other", 0, "the dog sat"));

      // Then
      await().atMost(PATIENCE).until(() -> read(kafka, Topic.COST).size() > USER_LABELS);
      Thread.sleep(2000);
      assertThat(read(kafka, Topic.COST)).hasSize(USER_LABELS + 1);
      assertThat(read(kafka, Topic.EDITS_DEAD_LETTERS)).isEmpty();
    } finally {
      job.cancel().get();
    }
  }

  @Test
  void shouldHandTheTraceOfAnEditOnToItsLabels() throws Exception {
    // Given
    String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    Cluster kafka = platform.topics("traced.");
    JobClient job = platform.startJob(kafka);
    try {
      // They come before their generations, so that they wait in the state.
      platform.send(traced(kafka, "traced", trace));
      platform.send(traced(kafka, "junk", "00-where-is-the-cat"));
      Thread.sleep(1000);

      // When
      platform.send(kafka, Events.generation("traced", "the cat sat"));
      platform.send(kafka, Events.generation("junk", "the cat sat"));

      // Then
      for (Topic topic : List.of(Topic.SUPERVISION, Topic.PREFERENCE, Topic.COST)) {
        await().atMost(PATIENCE).until(() -> read(kafka, topic).size() == 2);
        for (ConsumerRecord<byte[], byte[]> label : read(kafka, topic)) {
          boolean isTraced = new String(label.key(), UTF_8).equals("traced");
          assertThat(TraceParent.of(label.headers())).isEqualTo(isTraced ? trace : null);
          assertThat(label.headers().toArray()).hasSize(isTraced ? 1 : 0);
        }
      }
    } finally {
      job.cancel().get();
    }
  }

  private ProducerRecord<byte[], byte[]> traced(Cluster kafka, String id, String trace) {
    byte[] edit = platform.bytes(kafka, Events.edited(id, 0, "the dog sat"));
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(kafka.topic(Topic.EDITS), id.getBytes(UTF_8), edit);
    TraceParent.add(record.headers(), trace);
    return record;
  }
}
