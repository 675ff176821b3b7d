package dev.medley.serving;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.medley.kafka.Cluster;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;

/** Code of docs/wiring.md, with a test's addresses in place of the usual ones. */
final class Snippets {
  private static final Path DOCUMENT = Path.of("../../docs/wiring.md");
  private static final String IMPORTS =
      """
      import dev.medley.kafka.Cluster;
      import dev.medley.schemas.*;
      import java.io.IOException;
      import java.net.URI;
      import java.net.http.*;
      import java.net.http.HttpRequest.BodyPublishers;
      import java.net.http.HttpResponse.BodyHandlers;
      import java.time.Instant;
      import java.util.List;
      import org.apache.kafka.clients.producer.*;
      import org.apache.kafka.common.serialization.StringSerializer;
      """;

  private final int gateway;
  private final Cluster cluster;
  private final Path folder;

  Snippets(int gateway, Cluster cluster, Path folder) {
    this.gateway = gateway;
    this.cluster = cluster;
    this.folder = folder;
  }

  /** The snippet in a language under a heading. */
  String of(String heading, String language) throws IOException {
    String document = Files.readString(DOCUMENT);
    Pattern snippet = Pattern.compile("(?s)```" + language + "\\n(.*?)```");
    Matcher found = snippet.matcher(document);
    if (!found.find(document.indexOf("## " + heading + "\n"))) {
      throw new IllegalStateException("No snippet in %s under %s".formatted(language, heading));
    }
    String prefix = cluster.prefix();
    return found
        .group(1)
        .replace("localhost:8080", "localhost:" + gateway)
        .replace("localhost:9092", cluster.brokers())
        .replace("http://localhost:8081/apis/ccompat/v7", cluster.registry())
        .replace("ccompat/v7\", \"\")", "ccompat/v7\", \"" + prefix + "\")")
        .replace("topic, registry = \"edits\"", "topic, registry = \"" + prefix + "edits\"")
        .replace("const topic = \"edits\"", "const topic = \"" + prefix + "edits\"");
  }

  /** Compiles Java and runs it here. */
  void runJava(String heading) throws Exception {
    Path source = folder.resolve("Snippet.java");
    Files.writeString(
        source,
        IMPORTS
            + "public final class Snippet { public static void main(String[] a) throws Exception"
            + " {\n"
            + of(heading, "java")
            + "}}\n");
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                folder.toString(),
                source.toString());
    if (status != 0) {
      throw new IllegalStateException("The snippet under %s does not compile".formatted(heading));
    }
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      loader
          .loadClass("Snippet")
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[0]);
    }
  }

  /** Runs a program in the snippet's folder. */
  void run(Path workingFolder, List<String> command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .directory(workingFolder.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    int status = process.waitFor();
    if (status != 0) {
      throw new IllegalStateException("It ended with %d: %s".formatted(status, output));
    }
  }
}
