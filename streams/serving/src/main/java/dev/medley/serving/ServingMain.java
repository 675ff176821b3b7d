package dev.medley.serving;

import dev.medley.kafka.KafkaOptions;
import dev.medley.kafka.Launcher;
import dev.medley.kafka.options.Span;
import dev.medley.kafka.options.Text;
import dev.medley.kafka.options.Whole;
import dev.medley.lm.torch.Precision;
import dev.medley.serving.access.GuardOptions;
import dev.medley.serving.access.KeyCommand;
import dev.medley.serving.console.ConsoleOptions;
import dev.medley.serving.generation.AdapterOptions;
import dev.medley.serving.generation.vllm.BackendOptions;
import dev.medley.serving.routing.EnsembleOptions;
import dev.medley.subscriber.TrustOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs a serving node until it is told to stop. */
@Command(
    name = "serving",
    mixinStandardHelpOptions = true,
    exitCodeOnInvalidInput = 1,
    subcommands = KeyCommand.class,
    description = "Answers chats with the newest adapters, and takes edits, until told to stop.")
public final class ServingMain implements Callable<Integer> {
  @Mixin private KafkaOptions kafka;
  @Mixin private EnsembleOptions ensemble;
  @Mixin private TrustOptions trust;
  @Mixin private AdapterOptions adapters;
  @Mixin private GuardOptions guard;
  @Mixin private BackendOptions backend;
  @Mixin private ConsoleOptions console;

  @Option(
      names = "--model",
      defaultValue = "${MEDLEY_MODEL:-}",
      description = "Hugging Face directory of the base model. Required without --backend.")
  private Path model;

  @Option(
      names = "--data",
      defaultValue = "${MEDLEY_SERVING_DATA:-}",
      description = "Folder of adapters and statistics, this node's own. Required.")
  private Path data;

  @Option(
      names = "--host",
      converter = Text.Host.class,
      defaultValue = "${MEDLEY_HOST:-localhost}",
      description =
          "Address to listen on; 0.0.0.0 for all, with --api-keys. Default: ${DEFAULT-VALUE}.")
  private String host;

  @Option(
      names = "--port",
      converter = Whole.Port.class,
      defaultValue = "${MEDLEY_PORT:-8080}",
      description = "TCP port to listen on; 0 takes a free one. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--threads",
      converter = Whole.FromOne.class,
      defaultValue = "${MEDLEY_THREADS:-1}",
      description = "Threads of one matrix product. Default: ${DEFAULT-VALUE}.")
  private int threads;

  @Option(
      names = "--precision",
      converter = Text.PrecisionName.class,
      defaultValue = "${MEDLEY_PRECISION:-auto}",
      description =
          "Of the base: float32, bfloat16, or auto: bfloat16 where the device computes in it."
              + " Default: ${DEFAULT-VALUE}.")
  private String precision;

  @Option(
      names = "--device",
      converter = Text.DeviceName.class,
      defaultValue = "${MEDLEY_DEVICE:-cpu}",
      description = "Where the model computes: cpu, cuda or cuda:N. Default: ${DEFAULT-VALUE}.")
  private String device;

  @Option(
      names = "--max-batch",
      converter = Whole.FromOne.class,
      defaultValue = "${MEDLEY_MAX_BATCH:-8}",
      description = "Most requests generated together. Default: ${DEFAULT-VALUE}.")
  private int maxBatch;

  @Option(
      names = "--max-queue",
      converter = Whole.FromOne.class,
      defaultValue = "${MEDLEY_MAX_QUEUE:-64}",
      description = "Most requests that wait; more are answered 429. Default: ${DEFAULT-VALUE}.")
  private int maxQueue;

  @Option(
      names = "--request-timeout",
      converter = Span.SecondsFromOne.class,
      defaultValue = "${MEDLEY_REQUEST_TIMEOUT:-60}",
      description = "Longest generation of a response, in seconds. Default: ${DEFAULT-VALUE}.")
  private Duration timeout;

  @Option(
      names = "--seed",
      converter = Whole.Seed.class,
      defaultValue = "${MEDLEY_SEED:-1}",
      description = "Of the choice between members and base. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    if (data.toString().isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "Missing required option: '--data=<folder>'");
    }
    // libtorch reads it when it loads.
    System.setProperty("ai.djl.pytorch.num_threads", String.valueOf(threads));
    ServingNode node =
        ServingNode.start(
            kafka.cluster(),
            new ServingSettings(
                model,
                backend.vllm(),
                Precision.of(precision, device),
                device,
                data,
                host,
                port,
                ensemble.ensemble(),
                ensemble.silence(),
                trust,
                adapters.settings(),
                guard.guard(),
                maxBatch,
                maxQueue,
                timeout,
                seed),
            console);
    Runtime.getRuntime().addShutdownHook(new Thread(node::close, "shutdown"));
    new CountDownLatch(1).await();
    return 0;
  }

  public static void main(String[] args) {
    Launcher.run(
        "dev/medley/serving/logback.xml",
        "The serving node did not start",
        new ServingMain(),
        args);
  }
}
