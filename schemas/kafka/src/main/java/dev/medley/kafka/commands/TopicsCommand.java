package dev.medley.kafka.commands;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.KafkaOptions;
import dev.medley.kafka.Launcher;
import dev.medley.kafka.TopicCreator;
import dev.medley.kafka.options.Whole;
import dev.medley.schemas.Topic;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Creates Medley's topics. */
@Command(
    name = "topics",
    mixinStandardHelpOptions = true,
    description = "Creates Medley's topics where they are missing and sets their configuration.")
public final class TopicsCommand implements Callable<Integer> {
  @Mixin private KafkaOptions kafka;

  @Option(
      names = "--partitions",
      converter = Whole.FromOne.class,
      defaultValue = "${MEDLEY_PARTITIONS:-4}",
      description = "Partitions of each new topic. Default: ${DEFAULT-VALUE}.")
  private int partitions;

  @Option(
      names = "--replication-factor",
      converter = Replicas.class,
      defaultValue = "${MEDLEY_REPLICATION_FACTOR:-1}",
      description = "Replicas of each new topic. Default: ${DEFAULT-VALUE}.")
  private int replicationFactor;

  @Option(
      names = "--retention-days",
      converter = Whole.FromOne.class,
      defaultValue = "${MEDLEY_RETENTION_DAYS:-30}",
      description = "Days that events and labels are kept. Default: ${DEFAULT-VALUE}.")
  private long retentionDays;

  /** Kafka counts them in 16 bits. */
  static final class Replicas extends Whole {
    Replicas() {
      super(1, Short.MAX_VALUE);
    }
  }

  @Override
  public Integer call() {
    Cluster cluster = kafka.cluster();
    TopicCreator.Settings settings =
        new TopicCreator.Settings(
            cluster.prefix(),
            partitions,
            (short) replicationFactor,
            Duration.ofDays(retentionDays));
    try (Admin admin = Admin.create(cluster.client())) {
      List<String> created = new TopicCreator(admin, settings).create();
      for (Topic topic : Topic.all()) {
        String name = cluster.topic(topic);
        System.out.printf("%-32s %s%n", name, created.contains(name) ? "created" : "exists");
      }
    }
    return 0;
  }

  public static void main(String[] args) {
    Launcher.run("The topics were not made", new TopicsCommand(), args);
  }
}
