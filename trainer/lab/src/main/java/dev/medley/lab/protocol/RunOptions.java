package dev.medley.lab.protocol;

import dev.medley.lab.options.DurationConverter;
import dev.medley.lab.work.Progress;
import dev.medley.lab.work.Work;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.torch.Precision;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** What both commands of the protocol are told; a picocli mixin. */
public final class RunOptions {
  /** Exit code of a run that has more to do. */
  public static final int TIME_OVER = 3;

  private static final int MOST_WORKERS = 4;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--out",
      defaultValue = "report",
      paramLabel = "DIR",
      description = "Folder of the report. Default: ${DEFAULT-VALUE}.")
  private Path out;

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

  @Option(
      names = "--user-url",
      converter = Url.class,
      paramLabel = "URL",
      description =
          "Let a language model behind an OpenAI-compatible address edit, such as"
              + " http://localhost:8000/v1, with $OPENAI_API_KEY where it needs one."
              + " Default: users by rules.")
  private URI userUrl;

  @Option(
      names = "--user-model",
      paramLabel = "NAME",
      description = "Its name on that server; needed with --user-url.")
  private String userModel;

  /** An address that begins with http:// or https://. */
  static final class Url implements ITypeConverter<URI> {
    @Override
    public URI convert(String text) {
      try {
        URI uri = URI.create(text);
        if (String.valueOf(uri.getScheme()).matches("https?") && uri.getHost() != null) {
          return uri;
        }
      } catch (IllegalArgumentException e) {
        // Said below.
      }
      // An address may hold a password.
      String shown = text.replaceAll("(?s).*@", "***@");
      throw new TypeConversionException(
          "need an address such as http://localhost:8000/v1, not '%s'".formatted(shown));
    }
  }

  public Users users() {
    if ((userUrl == null) != (userModel == null)) {
      throw new ParameterException(
          spec.commandLine(), "--user-url and --user-model go together: give both or neither");
    }
    return new Users(userUrl, userModel);
  }

  /** The folder of a report, made where it is absent. */
  public Path out() throws IOException {
    return Files.createDirectories(out);
  }

  /** What the results are of: other settings need another work folder. */
  public String settings(Scale scale) {
    return "%s, model %s, user %s"
        .formatted(scale, model.toAbsolutePath().normalize().getFileName(), users());
  }

  public Work work(Scale scale) throws IOException {
    System.setProperty("java.awt.headless", "true");
    long until = time == null ? Long.MAX_VALUE : Math.addExact(System.nanoTime(), time.toNanos());
    int threads = Math.min(MOST_WORKERS, Runtime.getRuntime().availableProcessors());
    try {
      return new Work(
          Files.createDirectories(work.resolve(scale.name())),
          settings(scale),
          () -> LanguageModel.load(model, Precision.of("auto", "cpu")),
          threads,
          until,
          new Progress(System.err));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
