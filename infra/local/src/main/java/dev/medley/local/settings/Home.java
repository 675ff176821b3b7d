package dev.medley.local.settings;

import dev.medley.local.terminal.UserErrorException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The checkout: where each module's jar and the jars that it runs with lie. */
public record Home(Path root) {
  static final String BUILD = "run ./mvnw install -DskipTests";

  /** The checkout that the script named, or the nearest one above the working folder. */
  public static Home locate() {
    String named = System.getProperty("medley.home");
    if (named != null) {
      return new Home(Path.of(named));
    }
    Path start = Path.of("").toAbsolutePath();
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve("mvnw")) && Files.isDirectory(folder.resolve("infra"))) {
        return new Home(folder);
      }
    }
    throw new UserErrorException(
        "No Medley checkout at or above %s: start infra/local/medley instead".formatted(start));
  }

  /**
   * The classpath of a module's process.
   *
   * @param module folder of the module, such as {@code streams/feedback}
   */
  public String classpath(String module) {
    Path target = root.resolve(module).resolve("target");
    Path lib = target.resolve("lib");
    if (!Files.isDirectory(lib)) {
      throw new UserErrorException("%s is not built: %s".formatted(module, BUILD));
    }
    return jar(module, target) + ":" + lib + "/*";
  }

  /** The unpacked Apicurio distribution. */
  public Path apicurio() {
    return root.resolve("infra/standalone/target/apicurio");
  }

  /** The base model that ships in the repository. */
  public Path model() {
    return root.resolve("trainer/lm/model");
  }

  private static Path jar(String module, Path target) {
    List<Path> jars = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(target, "medley-*.jar")) {
      for (Path jar : found) {
        if (!jar.toString().matches(".*-(sources|javadoc|tests|job)\\.jar")) {
          jars.add(jar);
        }
      }
    } catch (IOException e) {
      throw new UserErrorException("Cannot read %s: %s".formatted(target, e.getMessage()), e);
    }
    if (jars.size() != 1) {
      throw new UserErrorException(
          "%s/target holds %d jars of Medley, not 1: %s".formatted(module, jars.size(), BUILD));
    }
    return jars.get(0);
  }
}
