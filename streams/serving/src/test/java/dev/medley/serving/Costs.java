package dev.medley.serving;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Adapter;
import dev.medley.schemas.AvroSerializer;
import dev.medley.schemas.Cost;
import dev.medley.schemas.Topic;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends costs, as the feedback job does. */
public final class Costs implements AutoCloseable {
  private final String topic;
  private final AvroSerializer<Cost> serializer;
  private final KafkaProducer<String, byte[]> producer;

  public Costs(Cluster cluster) {
    topic = cluster.topic(Topic.COST);
    serializer = new AvroSerializer<>(cluster.registryClient());
    producer =
        new KafkaProducer<>(cluster.producer(), new StringSerializer(), new ByteArraySerializer());
  }

  /** A cost of the member's first checkpoint. */
  public static Cost of(String id, int revision, String task, String member, double cost) {
    return Cost.newBuilder()
        .setGenerationId(id)
        .setRevision(revision)
        .setTask(task)
        .setMember(member)
        .setCheckpoint(1)
        .setMessages(List.of())
        .setResponse("a secret response")
        .setCost(cost)
        .setGeneratedAt(Adapter.NEWEST_EDIT)
        .setEditedAt(Adapter.NEWEST_EDIT)
        .build();
  }

  public void send(Cost cost) throws Exception {
    put(cost.getGenerationId(), serializer.serialize(topic, cost));
  }

  /** Any bytes. */
  void put(String key, byte[] value) throws Exception {
    producer.send(new ProducerRecord<>(topic, key, value)).get();
  }

  @Override
  public void close() {
    producer.close();
  }
}
