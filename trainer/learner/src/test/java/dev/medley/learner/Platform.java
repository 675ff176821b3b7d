package dev.medley.learner;

import dev.medley.schemas.KafkaOptions;
import dev.medley.schemas.TopicCreator;
import dev.medley.standalone.KafkaBroker;
import dev.medley.standalone.SchemaRegistry;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;

/** A broker and a registry; each prefix is a world of its own, with one partition a topic. */
final class Platform implements AutoCloseable {
  private final KafkaBroker broker;
  private final SchemaRegistry registry;

  private Platform(KafkaBroker broker, SchemaRegistry registry) {
    this.broker = broker;
    this.registry = registry;
  }

  static Platform start(Path folder) throws Exception {
    KafkaBroker broker = KafkaBroker.start(folder.resolve("kafka"), 0);
    try {
      Path home = Path.of(System.getProperty("apicurio.home"));
      return new Platform(broker, SchemaRegistry.start(home, folder.resolve("registry"), 0));
    } catch (Exception e) {
      broker.close();
      throw e;
    }
  }

  KafkaOptions topics(String prefix) {
    KafkaOptions kafka = new KafkaOptions(broker.bootstrapServers(), registry.url(), prefix);
    try (Admin admin = Admin.create(KafkaOptions.asMap(kafka.client()))) {
      new TopicCreator(admin, new TopicCreator.Settings(prefix, 1, (short) 1, Duration.ofDays(1)))
          .create();
    }
    return kafka;
  }

  /** Labels of the task email on all label topics. */
  static void write(KafkaOptions kafka, int first, int last) {
    try (Labels labels = new Labels(kafka)) {
      labels.write("email", first, last);
    }
  }

  @Override
  public void close() {
    registry.close();
    broker.close();
  }
}
