package dev.medley.serving;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Adapter;
import dev.medley.kafka.fixtures.CheckpointPublisher;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.fixtures.TinyModel;
import dev.medley.lm.torch.Precision;
import dev.medley.schemas.signing.CheckpointSigner;
import dev.medley.schemas.signing.KeyFiles;
import dev.medley.testing.Platform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What the gateway adds to its backend, what batching gains, and what swaps of adapters cost. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description =
        "Latency over the same backend behind the same HTTP server, at one client; requests a"
            + " second at 1, 8 and 32 clients with and without batching; and swaps of an adapter"
            + " under load against none, all in turns, with a real broker in the same JVM.")
final class GatewayBench implements Callable<Integer> {
  private static final int[] CLIENTS = {1, 8, 32};
  private static final int MOST = 32;
  private static final int SWAP_CLIENTS = 4;
  private static final int OVERHEAD_TOKENS = 4;

  @Option(names = "--model", defaultValue = "../../trainer/lm/model", description = "The base.")
  private Path base;

  @Option(names = "--turns", defaultValue = "3", description = "Turns. Default: ${DEFAULT-VALUE}.")
  private int turns;

  @Option(
      names = "--seconds",
      defaultValue = "4",
      description =
          "Of each measurement; of the latency over the backend twenty times as many."
              + " Default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--tokens",
      defaultValue = "32",
      description = "Most tokens of a response. Default: ${DEFAULT-VALUE}.")
  private int tokens;

  @Option(
      names = "--swaps",
      defaultValue = "1000",
      description = "Swaps under load. Default: ${DEFAULT-VALUE}.")
  private int swaps;

  @Option(
      names = "--swap-pause",
      defaultValue = "250",
      description = "Milliseconds between swaps. Default: ${DEFAULT-VALUE}.")
  private long pause;

  private Path folder;
  private Cluster cluster;
  private long version;

  @Override
  public Integer call() throws Exception {
    folder = Files.createTempDirectory("medley-bench");
    try (Platform platform = new Platform(folder);
        LanguageModel model = LanguageModel.load(base, Precision.FLOAT32)) {
      cluster = Topics.fresh(platform, 2);
      measure(model);
    }
    return 0;
  }

  private void measure(LanguageModel model) throws Exception {
    try (ServingNode batching = start(MOST)) {
      await(batching);
      Client together = new Client(batching.port());
      double gain = batching(together);
      double p99 = overhead(together);
      Swaps outcome = swaps(model, batching, together);
      System.out.println(
          "JSON: milliseconds; throughput of batching over none at 32 clients; swaps");
      System.out.printf(
          Locale.ROOT,
          "{\"gatewayP99Millis\": %.2f, \"batchingGain\": %.2f, \"swapFailed\": %d,"
              + " \"swapP99Ratio\": %.3f}%n",
          p99,
          gain,
          outcome.failed(),
          outcome.p99Ratio());
    }
  }

  private ServingNode start(int maxBatch) {
    Path data = folder.resolve("node-" + maxBatch);
    return ServingNode.start(cluster, NodeSettings.batching(base, data, maxBatch));
  }

  private static void await(ServingNode node) throws InterruptedException {
    while (!node.ready()) {
      Thread.sleep(50);
    }
  }

  private double batching(Client together) throws Exception {
    try (ServingNode alone = start(1)) {
      await(alone);
      return batching(together, new Client(alone.port()));
    }
  }

  private double batching(Client together, Client oneByOne) throws Exception {
    Map<Integer, Load> with = new TreeMap<>();
    Map<Integer, Load> without = new TreeMap<>();
    Duration time = Duration.ofSeconds(seconds);
    for (int turn = -1; turn < turns; turn++) {
      for (int clients : CLIENTS) {
        Load both = Load.during(together, "base", clients, tokens, time);
        Load none = Load.during(oneByOne, "base", clients, tokens, time);
        if (turn >= 0) {
          with.merge(clients, both, Load::and);
          without.merge(clients, none, Load::and);
        }
      }
    }
    System.out.printf(
        "%-8s %14s %14s %10s %10s%n", "clients", "batching/s", "none/s", "p99 ms", "p99 ms");
    for (int clients : CLIENTS) {
      System.out.printf(
          Locale.ROOT,
          "%-8d %14.1f %14.1f %10.1f %10.1f%n",
          clients,
          with.get(clients).perSecond(),
          without.get(clients).perSecond(),
          Load.quantile(with.get(clients).latencies(), 0.99),
          Load.quantile(without.get(clients).latencies(), 0.99));
    }
    return with.get(MOST).perSecond() / without.get(MOST).perSecond();
  }

  /** The node's p99 over its backend's alone, which take turns request by request. */
  private double overhead(Client node) throws Exception {
    List<Double> through = new ArrayList<>();
    List<Double> without = new ArrayList<>();
    try (BackendAlone backend =
        new BackendAlone(NodeSettings.batching(base, folder.resolve("alone"), MOST))) {
      Client alone = new Client(backend.port());
      Duration warmUp = Duration.ofSeconds(5L * seconds);
      for (Client client : List.of(node, alone)) {
        Load.during(client, "base", MOST, 1, warmUp);
      }
      // Short responses, for a p99 needs many of them.
      long end = System.nanoTime() + Duration.ofSeconds(20L * seconds).toNanos();
      while (System.nanoTime() < end) {
        Load.once(node, "base", OVERHEAD_TOKENS).ifPresent(through::add);
        Load.once(alone, "base", OVERHEAD_TOKENS).ifPresent(without::add);
      }
    }
    double p50 = Load.quantile(through, 0.5) - Load.quantile(without, 0.5);
    double p99 = Load.quantile(through, 0.99) - Load.quantile(without, 0.99);
    System.out.printf(
        Locale.ROOT,
        "over the backend, %d requests: p50 %.2f ms (%.1f to %.1f), p99 %.2f ms (%.1f to %.1f)%n",
        through.size(),
        p50,
        Load.quantile(without, 0.5),
        Load.quantile(through, 0.5),
        p99,
        Load.quantile(without, 0.99),
        Load.quantile(through, 0.99));
    return p99;
  }

  /** What swapping did to the requests. */
  private record Swaps(int failed, double p99Ratio) {}

  private Swaps swaps(LanguageModel model, ServingNode node, Client client) throws Exception {
    KeyFiles keys = KeyFiles.in(folder.resolve("keys"), "trainer");
    List<Path> adapters =
        List.of(
            TinyModel.writeAdapter(model, folder.resolve("peft-a"), 1),
            TinyModel.writeAdapter(model, folder.resolve("peft-b"), 2));
    Load calm = Load.NONE;
    Load swapping = Load.NONE;
    int share = swaps / turns;
    try (CheckpointPublisher publisher =
        new CheckpointPublisher(cluster, model.digest(), CheckpointSigner.of(keys.privateKey()))) {
      swap(publisher, adapters, node);
      Duration time = Duration.ofMillis(Math.max(1, share * pause));
      Load.during(client, "email/sft", SWAP_CLIENTS, tokens, Duration.ofSeconds(seconds));
      for (int turn = 0; turn < turns; turn++) {
        calm = calm.and(Load.during(client, "email/sft", SWAP_CLIENTS, tokens, time));
        swapping = swapping.and(underSwaps(publisher, adapters, node, client, share));
      }
    }
    double ratio =
        Load.quantile(swapping.latencies(), 0.99) / Load.quantile(calm.latencies(), 0.99);
    System.out.printf(
        Locale.ROOT,
        "%d swaps, %d clients: %d requests, %d failed; p50 %.1f to %.1f ms, p99 %.1f to %.1f ms%n",
        share * turns,
        SWAP_CLIENTS,
        swapping.latencies().size(),
        swapping.failed() + calm.failed(),
        Load.quantile(calm.latencies(), 0.5),
        Load.quantile(swapping.latencies(), 0.5),
        Load.quantile(calm.latencies(), 0.99),
        Load.quantile(swapping.latencies(), 0.99));
    return new Swaps(swapping.failed() + calm.failed(), ratio);
  }

  private Load underSwaps(
      CheckpointPublisher publisher,
      List<Path> adapters,
      ServingNode node,
      Client client,
      int count)
      throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    AtomicReference<Exception> failure = new AtomicReference<>();
    Thread swapper =
        new Thread(
            () -> {
              try {
                for (int i = 0; i < count; i++) {
                  long next = System.nanoTime() + pause * 1_000_000;
                  swap(publisher, adapters, node);
                  Thread.sleep(Math.max(0, (next - System.nanoTime()) / 1_000_000));
                }
              } catch (Exception e) {
                failure.set(e);
              } finally {
                done.set(true);
              }
            });
    swapper.start();
    Load load = Load.until(client, "email/sft", SWAP_CLIENTS, tokens, done::get);
    swapper.join();
    if (failure.get() != null) {
      throw failure.get();
    }
    return load;
  }

  /** Publishes a version, and waits until it serves. */
  private void swap(CheckpointPublisher publisher, List<Path> adapters, ServingNode node)
      throws Exception {
    version++;
    publisher.publish("email", "sft", version, Adapter.of(adapters.get((int) (version % 2))));
    while (node.version("email", "sft") < version) {
      Thread.sleep(1);
    }
  }

  public static void main(String[] args) {
    System.exit(new CommandLine(new GatewayBench()).execute(args));
  }
}
