package dev.medley.local.processes;

import dev.medley.lab.options.UpLearning;
import dev.medley.local.settings.Patience;
import dev.medley.local.settings.Settings;
import dev.medley.schemas.signing.KeyFiles;
import dev.medley.standalone.SchemaRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** The five processes of the system and how each says that it is ready. */
public final class Parts {
  private static final Duration READY_WITHIN = Duration.ofMinutes(2);

  private final Settings settings;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  public Parts(Settings settings) {
    this.settings = settings;
  }

  public Part broker(BooleanSupplier ready) {
    List<String> arguments =
        List.of("--data", folder("kafka").toString(), "--port", text(settings.ports().broker()));
    return java("broker", "infra/standalone", "standalone.BrokerMain", 512, arguments, ready, 20);
  }

  public Part registry() {
    return new Part(
        "registry",
        () ->
            SchemaRegistry.start(
                    settings.home().apicurio(), folder("registry"), settings.ports().registry())
                .process(),
        folder("registry").resolve("registry.log"),
        () -> true,
        READY_WITHIN,
        Duration.ofSeconds(10));
  }

  public Part feedback() {
    List<String> arguments = kafka();
    arguments.addAll(List.of("--checkpoints", folder("feedback").toString(), "--settle", "0"));
    // One simulated user stands for many; and the machine may be switched off for a week.
    arguments.addAll(List.of("--max-user-labels", "1000000", "--transaction-timeout", "10080"));
    int port = settings.ports().feedbackMetrics();
    arguments.addAll(List.of("--metrics-port", text(port), "--metrics-host", "localhost"));
    BooleanSupplier ready = () -> answers("http://localhost:" + port + "/metrics");
    return java(
        "feedback", "streams/feedback", "feedback.job.FeedbackMain", 768, arguments, ready, 20);
  }

  public Part trainer() {
    List<String> arguments = kafka();
    arguments.addAll(List.of("--model", settings.model().toString()));
    arguments.addAll(List.of("--tasks", String.join(",", settings.tasks())));
    arguments.addAll(List.of("--seed", text(settings.seed()), "--threads", "1"));
    arguments.addAll(List.of("--signing-key", keys().privateKey().toString()));
    arguments.addAll(List.of("--secret", keys().secret().toString()));
    // Eight members share one thread, and adapters are to be seconds old: a gate of few responses.
    arguments.addAll(List.of("--gate-samples", "8"));
    arguments.addAll(UpLearning.arguments(settings.learningRate()));
    settings.members().ifPresent(m -> arguments.addAll(List.of("--members", String.join(",", m))));
    Patience patience = settings.patience();
    arguments.addAll(List.of("--linger", text(patience.linger().toSeconds())));
    arguments.addAll(List.of("--publish-interval", text(patience.publishInterval().toSeconds())));
    int port = settings.ports().trainerMetrics();
    arguments.addAll(List.of("--metrics-port", text(port), "--metrics-host", "localhost"));
    BooleanSupplier ready = () -> answers("http://localhost:" + port + "/metrics");
    return java("trainer", "trainer/learner", "learner.TrainerMain", 1024, arguments, ready, 30);
  }

  public Part serving() {
    List<String> arguments = kafka();
    arguments.addAll(List.of("--model", settings.model().toString()));
    arguments.addAll(List.of("--data", folder("serving").toString()));
    arguments.addAll(List.of("--trusted-keys", keys().trusted().toString()));
    arguments.addAll(List.of("--host", settings.host(), "--allowed-hosts", settings.host()));
    arguments.addAll(List.of("--port", text(settings.ports().gateway())));
    // Without keys, for this machine alone.
    if (settings.hostIsLocal()) {
      arguments.addAll(List.of("--console-control", "--console-texts"));
    }
    arguments.addAll(List.of("--seed", text(settings.seed()), "--threads", "1"));
    BooleanSupplier ready = () -> answers(settings.gatewayUrl() + "/health/ready");
    return java("serving", "streams/serving", "serving.ServingMain", 1024, arguments, ready, 20);
  }

  private Part java(
      String name,
      String module,
      String main,
      int heapMegabytes,
      List<String> arguments,
      BooleanSupplier ready,
      int stopSeconds) {
    List<String> command = new ArrayList<>(ChildProcess.java(heapMegabytes));
    command.addAll(List.of("-cp", settings.home().classpath(module), "dev.medley." + main));
    command.addAll(arguments);
    Path log = settings.logs().resolve(name + ".log");
    // One thread each: two parts that both take both cores are slower than two that take one.
    Map<String, String> environment = Map.of("DJL_OFFLINE", "true", "OMP_NUM_THREADS", "1");
    return new Part(
        name,
        () -> ChildProcess.start(command, environment, log),
        log,
        ready,
        READY_WITHIN,
        Duration.ofSeconds(stopSeconds));
  }

  /** Made at the first start, so that a node takes nothing but this trainer's checkpoints. */
  private KeyFiles keys() {
    return KeyFiles.in(folder("keys"), "trainer");
  }

  private List<String> kafka() {
    return new ArrayList<>(
        List.of(
            "--bootstrap-servers", settings.bootstrapServers(),
            "--schema-registry", settings.registryUrl()));
  }

  private Path folder(String name) {
    return settings.data().resolve(name);
  }

  private boolean answers(String url) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(5)).build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static String text(long number) {
    return Long.toString(number);
  }
}
