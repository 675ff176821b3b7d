package dev.medley.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Adapter;
import dev.medley.kafka.fixtures.CheckpointPublisher;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.fixtures.TinyModel;
import dev.medley.schemas.signing.CheckpointSigner;
import dev.medley.schemas.signing.KeyFiles;
import dev.medley.standalone.Ports;
import dev.medley.testing.JavaProcess;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes, each a process of its own, and one of them killed. */
@ExtendWith(SharedPlatform.class)
final class TwoNodesTest {
  private static final Duration LONG = Duration.ofSeconds(90);
  private static final Duration SECONDS = Duration.ofSeconds(10);

  @TempDir Path folder;
  private Cluster cluster;
  private Path base;
  private KeyFiles keys;
  private final Map<String, Map<String, Double>> oracle = new TreeMap<>();

  /** A node's process and how to speak to it. */
  private record Node(JavaProcess process, Client client) implements AutoCloseable {
    Map<String, List<Double>> arms() throws Exception {
      Map<String, List<Double>> arms = new TreeMap<>();
      for (JsonNode arm : client.get("/v1/ensemble/email").body().path("arms")) {
        double plays = arm.path("plays").asDouble();
        double sum = Math.rint(plays * arm.path("meanCharge").asDouble() * 1e6) / 1e6;
        arms.put(arm.path("arm").asText(), List.of(plays, sum));
      }
      return arms;
    }

    @Override
    public void close() {
      process.kill();
    }
  }

  @BeforeEach
  void prepare(Platform platform) throws Exception {
    cluster = Topics.fresh(platform, 2);
    base = TinyModel.LOUD.write(folder.resolve("base"));
    keys = KeyFiles.in(folder.resolve("keys"), "trainer");
  }

  @Test
  void shouldAgreeWithinSecondsAndForgetNothingWhenOneIsKilled() throws Exception {
    try (LanguageModel model = TinyModel.load(base);
        CheckpointPublisher publisher =
            new CheckpointPublisher(
                cluster, model.digest(), CheckpointSigner.of(keys.privateKey()));
        Costs costs = new Costs(cluster);
        Node survivor = start("survivor");
        Node victim = start("victim")) {
      // Given
      for (String member : List.of("dpo", "sft")) {
        Path peft = TinyModel.writeAdapter(model, folder.resolve("peft-" + member), 5);
        publisher.publish("email", member, 1, Adapter.of(peft));
      }
      awaitReady(survivor);
      awaitReady(victim);
      send(costs, 0, 20, 0);
      await().atMost(SECONDS).until(() -> survivor.arms().equals(expected()));
      await().atMost(SECONDS).until(() -> victim.arms().equals(expected()));

      // When
      send(costs, 20, 40, 0);
      victim.process().kill();
      send(costs, 30, 60, 1);

      // Then
      await().atMost(LONG).until(() -> survivor.arms().equals(expected()));
      try (Node successor = start("victim")) {
        awaitReady(successor);
        await().atMost(LONG).until(() -> successor.arms().equals(expected()));
        send(costs, 50, 70, 2);
        await().atMost(LONG).until(() -> successor.arms().equals(expected()));
        await().atMost(SECONDS).until(() -> survivor.arms().equals(expected()));
        assertThat(expected().get("sft").get(0)).isEqualTo(35);
      }
    }
  }

  /** Costs of generations from..to in one revision; the oracle keeps each one's last. */
  private void send(Costs costs, int from, int to, int revision) throws Exception {
    for (int i = from; i < to; i++) {
      String member = i % 2 == 0 ? "sft" : "dpo";
      double cost = ((i * 37 + revision * 11) % 100) / 100.0;
      costs.send(Costs.of("g" + i, revision, "email", member, cost));
      oracle.computeIfAbsent(member, m -> new TreeMap<>()).put("g" + i, cost);
    }
  }

  private Map<String, List<Double>> expected() {
    Map<String, List<Double>> arms = new TreeMap<>();
    arms.put("base", List.of(0.0, 0.0));
    oracle.forEach(
        (member, costs) -> {
          double sum = costs.values().stream().mapToDouble(Double::doubleValue).sum();
          arms.put(member, List.of((double) costs.size(), Math.rint(sum * 1e6) / 1e6));
        });
    return arms;
  }

  private static void awaitReady(Node node) {
    await()
        .atMost(LONG)
        .ignoreExceptions()
        .until(() -> node.client().getText("/health/ready").statusCode() == 200);
    await().atMost(LONG).until(() -> node.arms().size() == 3);
  }

  private Node start(String name) throws IOException {
    int port = Ports.free();
    String trust = "--trusted-keys=" + keys.trusted();
    return new Node(
        NodeProcess.start(cluster, base, folder.resolve(name), port, trust), new Client(port));
  }
}
