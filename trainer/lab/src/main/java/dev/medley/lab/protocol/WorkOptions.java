package dev.medley.lab.protocol;

import dev.medley.lab.options.DurationConverter;
import dev.medley.lab.work.Progress;
import dev.medley.lab.work.Work;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.torch.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Of which base, where results lie and for how long commands work; a picocli mixin. */
public final class WorkOptions {
  /** Exit code of a run that has more to do. */
  public static final int TIME_OVER = 3;

  private static final int MOST_WORKERS = 4;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--work",
      defaultValue = "data/lab",
      paramLabel = "DIR",
      description = "Folder of what is done so far. Default: ${DEFAULT-VALUE}.")
  private Path work;

  @Option(
      names = "--model",
      defaultValue = "${medley.home:-.}/trainer/lm/model",
      paramLabel = "DIR",
      description = "Hugging Face directory of the base. Default: the one that ships.")
  private Path model;

  @Option(
      names = "--for",
      converter = DurationConverter.class,
      paramLabel = "TIME",
      description =
          "End after about so long, such as 90s, 5m or 1h; start again to go on."
              + " Default: run to the end.")
  private Duration time;

  /** The base's name, as results are of it. */
  public String model() {
    return model.toAbsolutePath().normalize().getFileName().toString();
  }

  /**
   * Opens the results.
   *
   * @param name of their folder
   * @param settings of which they are
   */
  public Work work(String name, String settings) throws IOException {
    System.setProperty("java.awt.headless", "true");
    long until = time == null ? Long.MAX_VALUE : Math.addExact(System.nanoTime(), time.toNanos());
    int threads = Math.min(MOST_WORKERS, Runtime.getRuntime().availableProcessors());
    try {
      return new Work(
          Files.createDirectories(work.resolve(name)),
          settings,
          () -> LanguageModel.load(model, Precision.of("auto", "cpu")),
          threads,
          until,
          new Progress(System.err));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
