package dev.medley.learner.proofs;

import dev.medley.kafka.Cluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Clusters whose clients have a properties file. */
public final class Configured {
  private Configured() {}

  /** The same cluster by a file in a folder, with lines such as transaction.timeout.ms=2000. */
  public static Cluster of(Cluster cluster, Path folder, String... lines) throws IOException {
    Path file = Files.write(folder.resolve("kafka.properties"), List.of(lines));
    return new Cluster(cluster.brokers(), cluster.registry(), cluster.prefix(), file.toString());
  }
}
