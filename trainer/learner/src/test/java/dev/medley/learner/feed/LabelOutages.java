package dev.medley.learner.feed;

import static dev.medley.learner.feed.Readers.at;
import static dev.medley.learner.feed.Readers.ids;
import static dev.medley.learner.feed.Readers.takeAll;
import static dev.medley.learner.feed.Readers.until;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.learner.labels.Taken;
import dev.medley.schemas.Topic;
import dev.medley.testing.Platform;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A reader whose broker or registry goes away and comes back. */
final class LabelOutages {
  private final ListAppender<ILoggingEvent> told = new ListAppender<>();

  @BeforeEach
  void listen() {
    told.start();
    log().setLevel(Level.INFO);
    log().addAppender(told);
  }

  @AfterEach
  void stopListening() {
    log().setLevel(null);
    log().detachAppender(told);
  }

  private static Logger log() {
    return (Logger) LoggerFactory.getLogger(Outage.class);
  }

  @Test
  void shouldKeepWhatItFetchedUntilTheRegistryIsBack() {
    // Given
    try (Platform platform = new Platform()) {
      Cluster cluster = Topics.fresh(platform, 1);
      try (Supervisions labels = new Supervisions(cluster)) {
        labels.write(0, "b", 0, 2);
        labels.write(0, "a", 2, 900);
      }
      platform.stopRegistry();
      try (OneReader reader = Readers.open(unread(cluster))) {
        until(() -> told.list.size() == 1);
        assertThat(reader.available()).isZero();
        assertThat(reader.nextOffsets()).containsExactly(at(0, 0));
        assertThat(reader.caughtUp(1000)).isFalse();
        assertThat(messages()).containsExactly(waits(cluster, "schema registry"));

        // When
        platform.startRegistry();

        // Then
        List<Taken> taken = new ArrayList<>();
        until(
            () -> {
              taken.addAll(takeAll(reader));
              return reader.caughtUp(1);
            });
        assertThat(ids(taken)).startsWith("g2").endsWith("g899").hasSize(898);
        assertThat(messages())
            .endsWith(waits(cluster, "schema registry") + ": no longer")
            .hasSize(2);
      }
    }
  }

  /** The same registry, asked by a client that has cached no schema. */
  private static Cluster unread(Cluster cluster) {
    String registry = cluster.registry().replace("localhost", "127.0.0.1");
    assertThat(registry).isNotEqualTo(cluster.registry());
    return new Cluster(cluster.brokers(), registry, cluster.prefix());
  }

  @Test
  void shouldGoOnWhereTheBrokerIsBack() {
    // Given
    try (Platform platform = new Platform()) {
      Cluster cluster = Topics.fresh(platform, 1);
      try (Supervisions labels = new Supervisions(cluster);
          OneReader reader = Readers.open(cluster)) {
        labels.write(0, "a", 0, 3);
        until(() -> reader.available() == 3);
        platform.stopBroker();
        assertThat(reader.caughtUp(4)).isFalse();
        until(() -> !told.list.isEmpty());
        assertThat(reader.nextOffsets()).containsExactly(at(0, 0));
        assertThat(messages()).containsExactly(waits(cluster, "broker"));

        // When
        platform.startBroker();

        // Then
        labels.write(0, "a", 3, 5);
        until(() -> reader.available() == 5 && reader.caughtUp(6));
        assertThat(ids(takeAll(reader))).containsExactly("g0", "g1", "g2", "g3", "g4");
        assertThat(messages()).endsWith(waits(cluster, "broker") + ": no longer").hasSize(2);
      }
    }
  }

  private static String waits(Cluster cluster, String service) {
    return "Labels of %s wait for the %s".formatted(cluster.topic(Topic.SUPERVISION), service);
  }

  private List<String> messages() {
    return told.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }
}
