package dev.medley.serving;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Adapter;
import dev.medley.kafka.fixtures.CheckpointPublisher;
import dev.medley.schemas.signing.CheckpointSigner;
import dev.medley.schemas.signing.KeyFiles;
import dev.medley.standalone.Ports;
import dev.medley.testing.JavaProcess;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A node in a process of its own, with so many members on its disk, four a task. */
final class ColdNode implements AutoCloseable {
  static final List<String> MEMBERS = List.of("dpo", "early", "rl", "sft");

  private static final long READY_SECONDS = 600;

  private final Cluster cluster;
  private final Path base;
  private final Path data;
  private final int memoryMib;
  private final int tasks;
  private JavaProcess process;
  private Client client;

  ColdNode(Cluster cluster, Path base, Path data, int memoryMib, int members) {
    this.cluster = cluster;
    this.base = base;
    this.data = data;
    this.memoryMib = memoryMib;
    this.tasks = members / MEMBERS.size();
  }

  int tasks() {
    return tasks;
  }

  int members() {
    return tasks * MEMBERS.size();
  }

  static String task(int index) {
    return "task-" + index;
  }

  /** As trainers do, through the broker. */
  void publish(String baseDigest, KeyFiles keys, List<Adapter> adapters) throws Exception {
    try (CheckpointPublisher publisher =
        new CheckpointPublisher(cluster, baseDigest, CheckpointSigner.of(keys.privateKey()))) {
      int next = 0;
      for (int task = 0; task < tasks; task++) {
        for (String member : MEMBERS) {
          publisher.publish(task(task), member, 1, adapters.get(next++ % adapters.size()));
        }
      }
    }
  }

  /** Starts it, with what its disk has; the seconds until it is ready. */
  double start() throws Exception {
    int port = Ports.free();
    long startedAt = System.nanoTime();
    process =
        NodeProcess.start(cluster, base, data, port, "--adapter-memory=" + memoryMib, "--seed=7");
    client = new Client(port);
    while (!isReady()) {
      if (!process.isAlive() || seconds(startedAt) > READY_SECONDS) {
        throw new IllegalStateException("The node is not ready: " + process.log());
      }
      Thread.sleep(20);
    }
    return seconds(startedAt);
  }

  private boolean isReady() throws Exception {
    try {
      return client.getText("/health/ready").statusCode() == 200;
    } catch (ConnectException e) {
      return false;
    }
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  Client client() {
    return client;
  }

  /** A sum of its metrics of a name. */
  double metric(String name) throws Exception {
    Matcher matcher =
        Pattern.compile("(?m)^" + name + " (\\S+)$").matcher(client.getText("/metrics").body());
    double sum = 0;
    while (matcher.find()) {
      sum += Double.parseDouble(matcher.group(1));
    }
    return sum;
  }

  /** The most memory of the process's own that was ever in use, in MiB. */
  double mostResidentMib() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/%d/status".formatted(process.pid())))) {
      if (line.startsWith("VmHWM:")) {
        return Double.parseDouble(line.replaceAll("\\D", "")) / 1024;
      }
    }
    throw new IOException("/proc says nothing of the process's memory");
  }

  @Override
  public void close() throws IOException {
    process.close();
  }
}
