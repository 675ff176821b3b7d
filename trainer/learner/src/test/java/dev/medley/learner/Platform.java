package dev.medley.learner;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.TopicCreator;
import dev.medley.standalone.KafkaBroker;
import dev.medley.standalone.SchemaRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.utils.Utils;

/** A broker and a registry; each prefix is a world of its own, with one partition a topic. */
final class Platform implements AutoCloseable {
  private final Path folder;
  private final KafkaBroker broker;
  private final SchemaRegistry registry;

  Platform() {
    try {
      folder = Files.createTempDirectory("platform");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    broker = KafkaBroker.start(folder.resolve("kafka"), 0);
    registry =
        SchemaRegistry.start(
            Path.of(System.getProperty("apicurio.home")), folder.resolve("registry"), 0);
  }

  Cluster topics(String prefix) {
    Cluster kafka = new Cluster(broker.bootstrapServers(), registry.url(), prefix);
    try (Admin admin = Admin.create(kafka.client())) {
      new TopicCreator(admin, new TopicCreator.Settings(prefix, 1, (short) 1, Duration.ofDays(1)))
          .create();
    }
    return kafka;
  }

  /** Labels of the task email on all label topics. */
  static void write(Cluster kafka, int first, int last) {
    try (Labels labels = new Labels(kafka)) {
      labels.write("email", first, last);
    }
  }

  @Override
  public void close() {
    registry.close();
    broker.close();
    try {
      Utils.delete(folder.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
