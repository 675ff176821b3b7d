package dev.medley.feedback;

import static dev.medley.feedback.JobPlatform.PATIENCE;
import static dev.medley.feedback.Records.header;
import static dev.medley.feedback.Records.key;
import static dev.medley.feedback.Records.read;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.medley.feedback.deadletters.DeadLetterWriter;
import dev.medley.kafka.Cluster;
import dev.medley.schemas.AvroSerializer;
import dev.medley.schemas.Edit;
import dev.medley.schemas.EditAction;
import dev.medley.schemas.FinishReason;
import dev.medley.schemas.Generation;
import dev.medley.schemas.Topic;
import dev.medley.schemas.names.NameRule;
import dev.medley.testing.ForeignSchemas;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the whole job writes for what it can't use. */
@ExtendWith(SharedPlatform.class)
final class DeadLetterTest {
  @AutoClose private final JobPlatform platform;

  DeadLetterTest(Platform shared) {
    this.platform = new JobPlatform(shared);
  }

  @Test
  void shouldDeadLetterWhatCannotBeUsedAndGoOn() throws Exception {
    // Given
    Cluster kafka = platform.topics("dead.");
    JobClient job = platform.startJob(kafka);
    try {
      platform.send(kafka, Topic.EDITS, "malformed", "not Avro at all".getBytes(UTF_8));
      platform.send(
          kafka, Topic.EDITS, "unknown", new byte[] {0, 0, 1, (byte) 0x86, (byte) 0x9f, 2, 2});
      platform.send(kafka, Events.edited("blank", 0, "  \n"));
      Edit named = Events.inline(Events.edited("named", 0, "secret"), "secret");
      named.setTask("secret/" + "x".repeat(70_000));
      platform.send(kafka, named);
      platform.send(kafka, Events.edited("long", 0, "secret ".repeat(2_300_000)));
      platform.send(kafka, Topic.EDITS, "null", null);
      platform.send(kafka, Events.generation("wordy", "the cat sat"));
      platform.send(kafka, Events.edited("wordy", 0, "a ".repeat(140_000)));
      Edit future = Events.edited("future", 0, "secret");
      future.setEditedAt(Instant.ofEpochMilli(Long.MAX_VALUE));
      platform.send(kafka, future);
      Edit past = Events.edited("past", 0, "secret");
      past.setEditedAt(Instant.ofEpochMilli(Long.MIN_VALUE));
      platform.send(kafka, past);
      byte[] broken = platform.bytes(kafka, Events.edited("broken", 0, "secret!"));
      broken[new String(broken, ISO_8859_1).indexOf("secret!") + 6] = (byte) 0xED;
      platform.send(kafka, Topic.EDITS, "broken", broken);
      platform.send(
          kafka, Topic.EDITS, "another", platform.bytes(kafka, Events.edited("key", 0, "secret")));

      // When
      Generation good = Events.generation("good", "the cat sat");
      good.setTask("Email");
      platform.send(kafka, good);
      platform.send(kafka, Events.edited("good", 0, "the cat sits"));

      // Then
      await().atMost(PATIENCE).until(() -> read(kafka, Topic.COST).size() == 1);
      Map<String, String> reasons = reasons(kafka, Topic.EDITS_DEAD_LETTERS);
      for (ConsumerRecord<byte[], byte[]> letter : read(kafka, Topic.EDITS_DEAD_LETTERS)) {
        assertThat(header(letter, "__connect.errors.topic")).isEqualTo("dead.edits");
        for (Header header : letter.headers()) {
          assertThat(new String(header.value(), UTF_8)).doesNotContain("secret", "not Avro");
        }
      }
      assertThat(reasons)
          .containsOnlyKeys(
              "malformed",
              "unknown",
              "blank",
              "named",
              "long",
              "null",
              "future",
              "past",
              "broken",
              "another",
              "wordy");
      assertThat(reasons.get("malformed")).startsWith("NOT_AVRO");
      assertThat(reasons.get("unknown")).startsWith("UNKNOWN_SCHEMA").contains("99999");
      assertThat(reasons.get("blank")).startsWith("INVALID").contains("blank", "DISCARDED");
      assertThat(reasons.get("named")).startsWith("INVALID").contains("task", NameRule.WANTED);
      assertThat(reasons.get("long")).startsWith("TOO_LONG").contains("16100000", "1048576");
      assertThat(reasons.get("null")).startsWith("EMPTY");
      assertThat(reasons.get("future")).startsWith("AHEAD");
      assertThat(reasons.get("past")).startsWith("LATE");
      assertThat(reasons.get("broken")).startsWith("ILL_FORMED_TEXT");
      assertThat(reasons.get("another")).startsWith("KEY");
      assertThat(reasons.get("wordy")).startsWith("LABEL_TOO_LARGE").contains("131072");
    } finally {
      job.cancel().get();
    }
  }

  @Test
  void shouldDeadLetterWhatIsUnderASchemaThatIsNotItsOwnAndGoOn() throws Exception {
    // Given
    Cluster kafka = platform.topics("foreign.");
    String registry = kafka.registry();
    JobClient job = platform.startJob(kafka);
    try {
      for (Topic topic : List.of(Topic.GENERATIONS, Topic.EDITS)) {
        platform.send(kafka, topic, "json", ForeignSchemas.json(registry));
        platform.send(kafka, topic, "protobuf", ForeignSchemas.protobuf(registry));
        platform.send(kafka, topic, "newer", newer(kafka, topic));
      }

      // When
      platform.send(kafka, Events.generation("good", "the cat sat"));
      platform.send(kafka, Events.edited("good", 0, "the cat sits"));

      // Then
      await().atMost(PATIENCE).until(() -> read(kafka, Topic.COST).size() == 1);
      for (Topic topic : List.of(Topic.GENERATIONS_DEAD_LETTERS, Topic.EDITS_DEAD_LETTERS)) {
        Map<String, String> reasons = reasons(kafka, topic);
        assertThat(reasons).containsOnlyKeys("json", "protobuf", "newer");
        assertThat(reasons.get("json")).startsWith("NOT_AVRO").contains("is JSON, not Avro");
        assertThat(reasons.get("protobuf")).startsWith("NOT_AVRO").contains("PROTOBUF, not Avro");
        assertThat(reasons.get("newer")).startsWith("INVALID").contains("upgrade the job");
      }
      assertThat(job.getJobStatus().get()).isEqualTo(JobStatus.RUNNING);
    } finally {
      job.cancel().get();
    }
  }

  /** An event as a newer Medley writes it, with a symbol that this one does not know. */
  private byte[] newer(Cluster kafka, Topic topic) throws Exception {
    Generation generation = Events.generation("newer", "the cat sat");
    generation.setFinishReason(FinishReason.UNKNOWN);
    SpecificRecord event =
        topic == Topic.EDITS ? Events.action("newer", EditAction.UNKNOWN) : generation;
    String schema =
        event.getSchema().toString().replace("UNKNOWN\"],\"default\":\"UNKNOWN\"", "NEWER\"]");
    int id = platform.schemas().register(kafka.topic(topic) + "-newer", new AvroSchema(schema));
    byte[] bytes =
        new AvroSerializer<>(platform.schemas()).serialize(kafka.topic(topic) + "-known", event);
    ByteBuffer.wrap(bytes).putInt(1, id);
    return bytes;
  }

  private static Map<String, String> reasons(Cluster kafka, Topic topic) {
    Map<String, String> reasons = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> letter : read(kafka, topic)) {
      reasons.put(
          key(letter),
          header(letter, DeadLetterWriter.REASON)
              + ": "
              + header(letter, "__connect.errors.exception.message"));
    }
    return reasons;
  }

  @Test
  void shouldKeepWhatFitsCompressedAndSayWhereTheRestIs() throws Exception {
    // Given
    Cluster kafka = platform.topics("large.");
    byte[] large = new byte[60_000_000];
    Arrays.fill(large, (byte) 'a');
    byte[] larger = new byte[100_000_000];
    JobClient job = platform.startJob(kafka);
    try {
      platform.send(kafka, Topic.EDITS, "large", large);
      platform.send(kafka, Topic.EDITS, "larger", larger);

      // When
      platform.send(kafka, Events.generation("good", "the cat sat"));
      platform.send(kafka, Events.edited("good", 0, "the cat sits"));

      // Then
      await().atMost(PATIENCE).until(() -> read(kafka, Topic.COST).size() == 1);
      await().atMost(PATIENCE).until(() -> read(kafka, Topic.EDITS_DEAD_LETTERS).size() == 2);
      Map<String, ConsumerRecord<byte[], byte[]>> letters = new TreeMap<>();
      read(kafka, Topic.EDITS_DEAD_LETTERS).forEach(letter -> letters.put(key(letter), letter));
      assertThat(Arrays.equals(letters.get("large").value(), large)).isTrue();
      assertThat(letters.get("large").headers().lastHeader(DeadLetterWriter.LEFT_OUT)).isNull();
      assertThat(letters.get("larger").value()).isNull();
      assertThat(header(letters.get("larger"), DeadLetterWriter.LEFT_OUT)).isEqualTo("100000006");
    } finally {
      job.cancel().get();
    }
  }
}
