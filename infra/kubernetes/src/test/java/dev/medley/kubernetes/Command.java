package dev.medley.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A process's command line.
 *
 * @param module folder whose classes and {@code target/lib} it runs with
 */
record Command(String module, String main) {
  private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]+");

  /** The options that its {@code --help} names. */
  Set<String> options(String... subcommand) throws IOException, InterruptedException {
    Path target = Path.of("../..", module, "target");
    if (!Files.isDirectory(target.resolve("lib"))) {
      throw new IllegalStateException(
          module + " is not built: run ./mvnw install -DskipTests at the root");
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", "%1$s/classes:%1$s/lib/*".formatted(target), main));
    command.addAll(List.of(subcommand));
    command.add("--help");
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    return OPTION
        .matcher(output)
        .results()
        .map(result -> result.group())
        .collect(Collectors.toSet());
  }

  /** The options among a container's arguments. */
  static Set<String> used(JsonNode arguments) {
    Set<String> used = new TreeSet<>();
    for (JsonNode argument : arguments) {
      if (argument.asText().startsWith("--")) {
        used.add(argument.asText().replaceFirst("=.*", ""));
      }
    }
    return used;
  }
}
