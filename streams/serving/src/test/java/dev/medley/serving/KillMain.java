package dev.medley.serving;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.lm.fixtures.TinyModel;
import dev.medley.schemas.Edit;
import dev.medley.schemas.Topic;
import dev.medley.serving.Client.Answer;
import dev.medley.standalone.Ports;
import dev.medley.standalone.SchemaRegistry;
import dev.medley.testing.BrokerProcess;
import dev.medley.testing.JavaProcess;
import dev.medley.testing.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * Sends edits from eight clients while node and broker are killed with signal 9 in turn, and looks
 * afterwards whether Kafka has every edit that was answered with 2xx: {@code KillMain FOLDER
 * KILLS}.
 */
final class KillMain {
  private static final int CLIENTS = 8;
  private static final long BETWEEN_MILLIS = 4_000;
  private static final long READY_MILLIS = 90_000;

  private KillMain() {}

  public static void main(String[] args) throws Exception {
    Path folder = Files.createDirectories(Path.of(args[0]));
    int kills = Integer.parseInt(args[1]);
    Path base = TinyModel.LOUD.write(folder.resolve("base"));
    int port = Ports.free();
    ConcurrentMap<String, Integer> statuses = new ConcurrentHashMap<>();
    int nodeKills = 0;
    int brokerKills = 0;
    Set<String> found;
    try (BrokerProcess broker = new BrokerProcess(folder);
        SchemaRegistry registry =
            SchemaRegistry.start(Platform.apicurio(), folder.resolve("registry"), 0)) {
      broker.start();
      Cluster cluster =
          Topics.make(new Cluster(broker.bootstrapServers(), registry.url(), "test."), 2);
      JavaProcess node = NodeProcess.start(cluster, base, folder.resolve("node"), port);
      AtomicBoolean done = new AtomicBoolean();
      ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
      try {
        awaitReady(port);
        for (int i = 0; i < CLIENTS; i++) {
          int user = i;
          threads.execute(() -> send(new Client(port), user, statuses, done));
        }
        for (int i = 0; i < kills; i++) {
          Thread.sleep(BETWEEN_MILLIS);
          if (i % 2 == 0) {
            node.kill();
            node = NodeProcess.start(cluster, base, folder.resolve("node"), port);
            nodeKills++;
          } else {
            broker.kill();
            Thread.sleep(1_000);
            broker.start();
            brokerKills++;
          }
          awaitAccepted(statuses, i);
        }
        Thread.sleep(BETWEEN_MILLIS);
      } finally {
        done.set(true);
        threads.shutdown();
        threads.awaitTermination(60, TimeUnit.SECONDS);
        node.kill();
      }
      found =
          Topics.read(cluster, Topic.EDITS, Edit.class).stream()
              .map(Edit::getGenerationId)
              .collect(Collectors.toSet());
    }
    List<String> accepted = new ArrayList<>();
    statuses.forEach(
        (id, status) -> {
          if (status == 202) {
            accepted.add(id);
          }
        });
    long lost = accepted.stream().filter(id -> !found.contains(id)).count();
    System.out.printf(
        "{\"edits\": %d, \"accepted\": %d, \"nodeKills\": %d, \"brokerKills\": %d, \"lost\": %d}%n",
        statuses.size(), accepted.size(), nodeKills, brokerKills, lost);
    System.exit(lost == 0 && !accepted.isEmpty() ? 0 : 1);
  }

  private static void send(
      Client client, int user, ConcurrentMap<String, Integer> statuses, AtomicBoolean done) {
    for (int i = 0; !done.get(); i++) {
      String id = "elsewhere-%d-%d".formatted(user, i);
      Map<String, Object> edit =
          Map.of(
              "id",
              id,
              "action",
              "edited",
              "text",
              "a dog",
              "task",
              "email",
              "response",
              "a cat",
              "messages",
              List.of(Map.of("role", "user", "content", "pets")));
      try {
        Answer answer = client.post("/v1/edits", edit);
        statuses.put(id, answer.status());
      } catch (IOException e) {
        statuses.put(id, 0);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static void awaitReady(int port) throws Exception {
    long deadline = System.currentTimeMillis() + READY_MILLIS;
    while (!ready(port)) {
      if (System.currentTimeMillis() > deadline) {
        throw new IllegalStateException("The node was not ready within " + READY_MILLIS + " ms");
      }
      Thread.sleep(100);
    }
  }

  private static boolean ready(int port) throws Exception {
    try {
      return new Client(port).getText("/health/ready").statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** Edits are taken again after a kill, or nothing would be shown by the next. */
  private static void awaitAccepted(ConcurrentMap<String, Integer> statuses, int kill)
      throws InterruptedException {
    long before = accepted(statuses);
    long deadline = System.currentTimeMillis() + READY_MILLIS;
    while (accepted(statuses) < before + 100) {
      if (System.currentTimeMillis() > deadline) {
        throw new IllegalStateException("No edits were taken after kill " + (kill + 1));
      }
      Thread.sleep(100);
    }
  }

  private static long accepted(ConcurrentMap<String, Integer> statuses) {
    return statuses.values().stream().filter(status -> status == 202).count();
  }
}
