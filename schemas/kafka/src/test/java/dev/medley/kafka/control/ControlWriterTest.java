package dev.medley.kafka.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.medley.kafka.Cluster;
import dev.medley.schemas.Control;
import dev.medley.schemas.RollBack;
import dev.medley.schemas.ServingMode;
import dev.medley.schemas.Topic;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;

/** Operators who change `control` at the same time, on a real broker. */
@ExtendWith(SharedPlatform.class)
final class ControlWriterTest {
  private final Platform platform;
  private Cluster cluster;

  ControlWriterTest(Platform platform) {
    this.platform = platform;
  }

  @BeforeEach
  void create(TestInfo test) throws Exception {
    String prefix = test.getTestMethod().orElseThrow().getName() + ".";
    cluster = new Cluster(platform.bootstrapServers(), platform.registryUrl(), prefix);
    try (Admin admin = Admin.create(cluster.client())) {
      NewTopic topic = new NewTopic(cluster.topic(Topic.CONTROL), 2, (short) 1);
      admin.createTopics(List.of(topic)).all().get();
    }
  }

  @Test
  void shouldLoseNoChangeOfOperatorsWhoAskAtOnce() throws Exception {
    // Given
    int operators = 6;
    new ControlWriter(cluster).change("email", ControlChange.pause(), "before");
    ExecutorService threads = Executors.newFixedThreadPool(operators);

    // When
    List<CompletableFuture<Void>> asked =
        IntStream.range(0, operators)
            .mapToObj(i -> CompletableFuture.runAsync(() -> rollBack("member" + i), threads))
            .toList();
    asked.forEach(CompletableFuture::join);

    // Then
    Control held = new ControlWriter(cluster).read("email").orElseThrow();
    assertThat(held.getRollBacks())
        .containsOnlyKeys(IntStream.range(0, operators).mapToObj(i -> "member" + i).toList());
    assertThat(held.getPausedAt()).isNotNull();
    threads.shutdown();
  }

  @Test
  void shouldLoseNoChangeBehindATransactionThatSomebodyLeftOpen() throws Exception {
    // Given
    new ControlWriter(cluster).change("email", ControlChange.pause(), "first");
    Producer<String, byte[]> died = transactional("medley-control-email");
    died.beginTransaction();
    died.send(new ProducerRecord<>(cluster.topic(Topic.CONTROL), "email", null)).get();

    // When
    Control changed = new ControlWriter(cluster).change("email", ControlChange.shadow(), "");

    // Then
    assertThat(changed.getPausedAt()).isNotNull();
    assertThat(changed.getMode()).isEqualTo(ServingMode.SHADOW);
    died.close();
  }

  @Test
  void shouldHoldTheLaterChangeAfterPartitionsWereAdded() throws Exception {
    // Given
    ControlWriter writer = new ControlWriter(cluster);
    writer.change("email", ControlChange.pause(), "");
    writer.change("summary", ControlChange.pause(), "");
    try (Admin admin = Admin.create(cluster.client())) {
      admin
          .createPartitions(Map.of(cluster.topic(Topic.CONTROL), NewPartitions.increaseTo(7)))
          .all()
          .get();
    }

    // When
    for (String task : List.of("email", "summary")) {
      writer.change(task, ControlChange.pin("sft"), "");
    }

    // Then
    for (String task : List.of("email", "summary")) {
      Control held = writer.read(task).orElseThrow();
      assertThat(held.getPinnedArm()).isEqualTo("sft");
      assertThat(held.getPausedAt()).isNotNull();
    }
  }

  @Test
  void shouldRefuseToDropWhatANewerMedleyAsked() throws Exception {
    // Given
    List<Schema.Field> fields = new ArrayList<>();
    for (Schema.Field field : Control.getClassSchema().getFields()) {
      fields.add(new Schema.Field(field, field.schema()));
    }
    fields.add(new Schema.Field("policy", Schema.create(Schema.Type.STRING), "", "ucb"));
    Schema newer = Schema.createRecord("Control", "", "dev.medley.schemas", false, fields);
    write("email", newer);

    // When
    Throwable thrown =
        catchThrowable(() -> new ControlWriter(cluster).change("email", ControlChange.pause(), ""));

    // Then
    assertThat(thrown)
        .isInstanceOf(ControlRefusedException.class)
        .hasMessageContaining("with the field 'policy'");
  }

  @Test
  void shouldAskForOneRollBackHoweverOftenItIsTried() {
    // Given
    ControlChange change = ControlChange.rollBack("sft", 3);
    Control.Builder control =
        Control.newBuilder()
            .setTask("email")
            .setChangedAt(Instant.EPOCH)
            .setRollBacks(Map.of())
            .setRetries(Map.of());
    change.applyTo(control);
    RollBack first = control.getRollBacks().get("sft");

    // When
    change.applyTo(control);

    // Then
    assertThat(control.getRollBacks().get("sft")).isEqualTo(first);
  }

  @Test
  void shouldKeepEachMembersRetry() throws Exception {
    // Given
    ControlWriter writer = new ControlWriter(cluster);
    Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    writer.change("email", ControlChange.retry("sft"), "");
    writer.change("email", ControlChange.retry("dpo"), "");
    Instant first = writer.read("email").orElseThrow().getRetries().get("sft");

    // When
    writer.change("email", ControlChange.retry("sft"), "again");

    // Then
    Control held = writer.read("email").orElseThrow();
    assertThat(held.getRetries()).containsOnlyKeys("sft", "dpo");
    assertThat(first).isBetween(before, Instant.now());
    assertThat(held.getRetries().get("sft")).isAfter(first);
  }

  private void rollBack(String member) {
    try {
      new ControlWriter(cluster).change("email", ControlChange.rollBack(member, 1), "");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void write(String task, Schema schema) throws Exception {
    String topic = cluster.topic(Topic.CONTROL);
    GenericRecord record = new GenericData.Record(schema);
    for (Schema.Field field : schema.getFields()) {
      record.put(field.name(), GenericData.get().deepCopy(field.schema(), defaultOf(field)));
    }
    record.put("task", task);
    record.put("changedAt", 1L);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream header = new DataOutputStream(bytes);
    header.writeByte(0);
    header.writeInt(cluster.registryClient().register(topic + "-value", new AvroSchema(schema)));
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
    encoder.flush();
    Producer<String, byte[]> producer = transactional("newer");
    producer.beginTransaction();
    producer.send(new ProducerRecord<>(topic, task, bytes.toByteArray())).get();
    producer.commitTransaction();
    producer.close();
  }

  private static Object defaultOf(Schema.Field field) {
    return field.hasDefaultValue() ? GenericData.get().getDefaultValue(field) : null;
  }

  private Producer<String, byte[]> transactional(String id) {
    Map<String, Object> properties = cluster.producer();
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, cluster.prefix() + id);
    Producer<String, byte[]> producer =
        new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    producer.initTransactions();
    return producer;
  }
}
