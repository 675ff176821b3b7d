package dev.medley.learner.seats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.medley.kafka.Cluster;
import dev.medley.schemas.AvroSerializer;
import dev.medley.schemas.MemberStatus;
import dev.medley.schemas.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says on {@code member-status} how members fare: at each change, and each half minute. */
final class MemberStatuses implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MemberStatuses.class);
  private static final Duration EVERY = Duration.ofSeconds(30);
  private static final String BLOCKS_MS = "5000";

  private record Told(SeatView view, Instant at) {}

  private final String topic;
  private final String self;
  private final Producer<byte[], byte[]> producer;
  private final AvroSerializer<MemberStatus> serializer;
  private final Map<String, Told> told = new HashMap<>();
  private boolean away;

  MemberStatuses(Cluster cluster, String self) {
    this.topic = cluster.topic(Topic.MEMBER_STATUS);
    this.self = requireNonNull(self, "self is null");
    this.serializer = new AvroSerializer<>(cluster.registryClient());
    Map<String, Object> properties = cluster.producer();
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCKS_MS);
    this.producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * Says how a member fares, where that is news.
   *
   * @return false where it can't be told now
   */
  boolean tell(SeatView view, Optional<LagMonitor.Lag> lag) {
    Told before = told.get(view.id().key());
    boolean news =
        before == null
            || before.view().state() != view.state()
            || !before.view().reason().equals(view.reason())
            || before.at().plus(EVERY).isBefore(Instant.now());
    if (!news) {
      return true;
    }
    boolean sent = send(view, lag);
    if (sent) {
      told.put(view.id().key(), new Told(view, Instant.now()));
    }
    return sent;
  }

  // The callback has what comes of it.
  @SuppressWarnings("FutureReturnValueIgnored")
  private boolean send(SeatView view, Optional<LagMonitor.Lag> lag) {
    try {
      byte[] value = serializer.serialize(topic, status(view, lag));
      producer.send(
          new ProducerRecord<>(topic, view.id().key().getBytes(UTF_8), value),
          (sent, failure) -> {
            if (failure != null) {
              LOG.atDebug().setCause(failure).log("A member's state was not told");
            }
          });
      away = false;
      return true;
    } catch (KafkaException e) {
      if (!away) {
        LOG.atWarn()
            .addKeyValue("reason", e.getMessage())
            .log("Members' states can't be told on Kafka; metrics have them");
      }
      away = true;
      return false;
    }
  }

  private MemberStatus status(SeatView view, Optional<LagMonitor.Lag> lag) {
    return MemberStatus.newBuilder()
        .setTask(view.id().task())
        .setMember(view.id().name())
        .setKind(view.id().kind().memberName())
        .setOwner(self)
        .setState(view.state())
        .setReason(view.reason())
        .setSince(view.since())
        .setLag(lag.map(LagMonitor.Lag::labels).orElse(-1L))
        .setLagSeconds(lag.map(LagMonitor.Lag::seconds).orElse(-1.0))
        .setEtaSeconds(lag.map(LagMonitor.Lag::etaSeconds).filter(Double::isFinite).orElse(-1.0))
        .setMeasuredAt(lag.map(LagMonitor.Lag::measuredAt).orElse(Instant.EPOCH))
        .setVersion(view.version())
        .setSteps(view.steps())
        .setEditsSeen(view.editsSeen())
        .setAt(Instant.now())
        .build();
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(2));
  }
}
