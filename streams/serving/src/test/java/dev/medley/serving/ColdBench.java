package dev.medley.serving;

import dev.medley.kafka.fixtures.Adapter;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.lm.lora.LoraConfig;
import dev.medley.lm.torch.Precision;
import dev.medley.schemas.signing.KeyFiles;
import dev.medley.testing.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What many members on disk cost a node. */
@Command(
    name = "cold",
    mixinStandardHelpOptions = true,
    description =
        "A node with many members on disk beside one with 8, in processes of their own and asked in"
            + " turns, tasks by Zipf's law: memory, latency where the adapter is loaded, and what"
            + " became of choices of adapters that were not. Checkpoints come through a real broker.")
final class ColdBench implements Callable<Integer> {
  private static final int FEW = 8;

  /** Members beyond these have the bytes of one of them, in files of their own. */
  private static final int ADAPTERS = 16;

  @Option(names = "--model", defaultValue = "../../trainer/lm/model", description = "The base.")
  private Path base;

  @Option(names = "--members", defaultValue = "800", description = "Default: ${DEFAULT-VALUE}.")
  private int members;

  @Option(names = "--rank", defaultValue = "8", description = "Default: ${DEFAULT-VALUE}.")
  private int rank;

  @Option(
      names = "--adapter-memory",
      defaultValue = "128",
      description =
          "MiB of each node, a part of what all adapters take. Default: ${DEFAULT-VALUE}.")
  private int memoryMib;

  @Option(names = "--turns", defaultValue = "20", description = "Turns. Default: ${DEFAULT-VALUE}.")
  private int turns;

  @Option(
      names = "--seconds",
      defaultValue = "5",
      description = "Of each node's turn. Default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(names = "--clients", defaultValue = "2", description = "Default: ${DEFAULT-VALUE}.")
  private int clients;

  @Option(
      names = "--tokens",
      defaultValue = "16",
      description = "Most tokens of a response. Default: ${DEFAULT-VALUE}.")
  private int tokens;

  @Override
  public Integer call() throws Exception {
    Path folder = Files.createTempDirectory("medley-cold");
    try (Platform platform = new Platform(folder)) {
      String digest;
      List<Adapter> adapters;
      try (LanguageModel model = LanguageModel.load(base, Precision.FLOAT32)) {
        digest = model.digest();
        adapters = adapters(model, folder);
      }
      KeyFiles keys = KeyFiles.in(folder.resolve("keys"), "trainer");
      ColdNode many = node(platform, folder.resolve("many"), members);
      ColdNode few = node(platform, folder.resolve("few"), FEW);
      many.publish(digest, keys, adapters);
      few.publish(digest, keys, adapters);
      double fetched = many.start();
      many.close();
      double reused = many.start();
      System.out.printf(
          Locale.ROOT,
          "%d members: ready after %.1f s, and after %.1f s where their folders were there%n",
          many.members(),
          fetched,
          reused);
      try (many;
          few) {
        few.start();
        measure(many, few);
      }
    }
    return 0;
  }

  private ColdNode node(Platform platform, Path data, int count) throws Exception {
    return new ColdNode(Topics.fresh(platform, 2), base, data, memoryMib, count);
  }

  /** Small changes at random, of the base's own shapes. */
  private List<Adapter> adapters(LanguageModel model, Path folder) throws IOException {
    List<Adapter> adapters = new ArrayList<>();
    for (int i = 0; i < ADAPTERS; i++) {
      Path peft = folder.resolve("peft-" + i);
      try (LoraAdapter adapter = model.newAdapter(LoraConfig.ofRank(rank), i)) {
        adapter.writePeft(peft, "shipped");
      }
      adapters.add(Adapter.of(peft));
    }
    return adapters;
  }

  private void measure(ColdNode many, ColdNode few) throws Exception {
    ZipfLoad withFew = ZipfLoad.NONE;
    ZipfLoad withMany = ZipfLoad.NONE;
    Duration time = Duration.ofSeconds(seconds);
    double cold = 0;
    double fallen = 0;
    // The first turn compiles and fills the memory.
    for (int turn = -1; turn < turns; turn++) {
      ZipfLoad first = ZipfLoad.during(few, clients, tokens, time, turn);
      double coldBefore = many.metric("medley_adapter_cold_wait_seconds_count");
      double fallenBefore = many.metric("medley_adapter_cold_fallbacks_total");
      ZipfLoad second = ZipfLoad.during(many, clients, tokens, time, turn);
      if (turn >= 0) {
        withFew = withFew.and(first);
        withMany = withMany.and(second);
        cold += many.metric("medley_adapter_cold_wait_seconds_count") - coldBefore;
        fallen += many.metric("medley_adapter_cold_fallbacks_total") - fallenBefore;
      }
    }
    print(many, withMany);
    print(few, withFew);
    double ratio =
        Load.quantile(withMany.resident(), 0.99) / Load.quantile(withFew.resident(), 0.99);
    System.out.println(
        "JSON: members on disk; most memory of the process; p99 of the resident over the node with"
            + " 8; share of the cold choices that the chosen arm answered, and what they waited");
    System.out.printf(
        Locale.ROOT,
        "{\"members\": %d, \"residentMiB\": %.0f, \"p99Ratio\": %.3f, \"coldChoices\": %.0f,"
            + " \"coldChosen\": %.4f, \"coldExtraP99Millis\": %.1f, \"fallbacks\": %.0f}%n",
        many.members(),
        many.mostResidentMib(),
        ratio,
        cold,
        cold == 0 ? Double.NaN : 1 - fallen / cold,
        Load.quantile(withMany.extra(), 0.99),
        fallen);
  }

  private static void print(ColdNode node, ZipfLoad load) throws Exception {
    System.out.printf(
        Locale.ROOT,
        "%4d members: %6d answers by adapters in memory, p50 %.1f ms, p99 %.1f ms; %5d by cold ones,"
            + " extra p50 %.1f ms, p99 %.1f ms; %d fallbacks, %d failed; %.0f loaded, %.0f evicted;"
            + " at most %.0f MiB%n",
        node.members(),
        load.resident().size(),
        Load.quantile(load.resident(), 0.5),
        Load.quantile(load.resident(), 0.99),
        load.extra().size(),
        Load.quantile(load.extra(), 0.5),
        Load.quantile(load.extra(), 0.99),
        load.fallbacks(),
        load.failed(),
        node.metric("medley_adapters_resident"),
        node.metric("medley_adapter_evictions_total"),
        node.mostResidentMib());
  }

  public static void main(String[] args) {
    System.exit(new CommandLine(new ColdBench()).execute(args));
  }
}
