package dev.medley.lab.protocol;

import dev.medley.lab.work.Work;
import dev.medley.learner.settings.RlObjective;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** What both commands of the protocol are told; a picocli mixin. */
public final class RunOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--out",
      defaultValue = "report",
      paramLabel = "DIR",
      description = "Folder of the report. Default: ${DEFAULT-VALUE}.")
  private Path out;

  @Mixin private WorkOptions work;

  @Option(
      names = "--rl-objective",
      defaultValue = "cost-model",
      description = "What rl learns by: cost-model or pairwise. Default: ${DEFAULT-VALUE}.")
  private RlObjective rlObjective;

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

  /**
   * How much is run.
   *
   * @param quick whether within minutes
   */
  public Scale scale(boolean quick) {
    return (quick ? Scale.QUICK : Scale.FULL).with(rlObjective);
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
    return "%s, model %s, user %s".formatted(scale, work.model(), users());
  }

  public Work work(Scale scale) throws IOException {
    return work.work(scale.name(), settings(scale));
  }
}
