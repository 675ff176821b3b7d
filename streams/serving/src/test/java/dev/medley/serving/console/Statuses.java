package dev.medley.serving.console;

import dev.medley.kafka.Cluster;
import dev.medley.schemas.AvroSerializer;
import dev.medley.schemas.MemberState;
import dev.medley.schemas.MemberStatus;
import dev.medley.schemas.Topic;
import java.time.Instant;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Says how members fare, as a trainer does. */
final class Statuses implements AutoCloseable {
  private final String topic;
  private final KafkaProducer<String, MemberStatus> producer;

  Statuses(Cluster cluster) {
    topic = cluster.topic(Topic.MEMBER_STATUS);
    producer =
        new KafkaProducer<>(
            cluster.producer(),
            new StringSerializer(),
            new AvroSerializer<>(cluster.registryClient()));
  }

  /** One of now, whose figures are of now; 41 labels behind. */
  static MemberStatus.Builder of(String task, String member, MemberState state) {
    Instant now = Instant.now();
    return MemberStatus.newBuilder()
        .setTask(task)
        .setMember(member)
        .setKind(member)
        .setOwner("trainer-1")
        .setState(state)
        .setReason("")
        .setSince(now.minusSeconds(300))
        .setLag(41)
        .setLagSeconds(17)
        .setEtaSeconds(8)
        .setMeasuredAt(now)
        .setVersion(3)
        .setSteps(90)
        .setEditsSeen(720)
        .setAt(now);
  }

  void tell(MemberStatus.Builder status) throws Exception {
    String key = status.getTask() + "/" + status.getMember();
    producer.send(new ProducerRecord<>(topic, key, status.build())).get();
  }

  @Override
  public void close() {
    producer.close();
  }
}
