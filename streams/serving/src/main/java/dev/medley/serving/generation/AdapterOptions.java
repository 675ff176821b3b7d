package dev.medley.serving.generation;

import dev.medley.kafka.options.Span;
import dev.medley.kafka.options.Whole;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Which adapters are in memory, on the command line; a picocli mixin. */
public final class AdapterOptions {
  private static final long MIB = 1 << 20;

  @Option(
      names = "--adapter-memory",
      converter = Whole.FromOne.class,
      defaultValue = "${MEDLEY_ADAPTER_MEMORY:-1024}",
      description =
          "Most memory of loaded adapters, in MiB, of the device or of the --backend; the others wait"
              + " on disk, and what is larger than all of it is refused. Default: ${DEFAULT-VALUE}.")
  private int memoryMib;

  @Option(
      names = "--cold-wait",
      converter = Span.MillisFromZero.class,
      defaultValue = "${MEDLEY_COLD_WAIT:-300}",
      description =
          "Milliseconds that a request waits for an adapter that is not in memory, before the base"
              + " answers in its place. Default: ${DEFAULT-VALUE}.")
  private Duration coldWait;

  public AdapterSettings settings() {
    return new AdapterSettings(memoryMib * MIB, coldWait);
  }
}
