package dev.medley.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.medley.kafka.TopicCreator;
import dev.medley.schemas.signing.KeyFiles;
import dev.medley.standalone.Ports;
import dev.medley.standalone.SchemaRegistry;
import dev.medley.testing.JavaProcess;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;

/**
 * Every process of Medley behind TLS, SCRAM and the ACLs of users.yaml, each as its own principal:
 * edits go in at the gateway until an adapter of each member serves there.
 */
final class SecureSystem implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(6);
  private static final List<String> MEMBERS = List.of("sft", "dpo", "early", "rl");

  private final Path root;
  private final Path folder;
  private final SecureBroker broker;
  private final SchemaRegistry registry;
  private final int port = Ports.free();
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<JavaProcess> processes = new ArrayList<>();

  private SecureSystem(Path root, Path folder) throws Exception {
    this.root = root;
    this.folder = folder;
    broker = new SecureBroker(folder);
    registry =
        SchemaRegistry.start(
            root.resolve("infra/standalone/target/apicurio"), folder.resolve("registry"), 0);
    try (Admin admin = Admin.create(broker.client(SecureBroker.ADMIN))) {
      new TopicCreator(admin, new TopicCreator.Settings("", 2, (short) 1, Duration.ofDays(1)))
          .create();
    }
    broker.admit(Manifests.read("users.yaml"));
  }

  /** Arguments: the checkout, and a folder for logs and data. */
  public static void main(String[] args) throws Exception {
    boolean learnt;
    try (SecureSystem system = new SecureSystem(Path.of(args[0]), Path.of(args[1]))) {
      system.start();
      learnt = system.awaitAdapters();
    }
    System.exit(learnt ? 0 : 1);
  }

  private void start() throws IOException {
    KeyFiles keys = KeyFiles.in(folder.resolve("keys"), "trainer");
    String model = root.resolve("trainer/lm/model").toString();
    process(
        "medley-feedback",
        "streams/feedback",
        "feedback.job.FeedbackMain",
        List.of("--checkpoints=" + folder.resolve("checkpoints"), "--settle=0"));
    process(
        "medley-trainer",
        "trainer/learner",
        "learner.TrainerMain",
        List.of(
            "--model=" + model,
            "--tasks=email,summary",
            "--threads=1",
            "--gate-samples=8",
            "--publish-interval=5",
            "--rl-objective=pairwise",
            "--metrics-port=0",
            "--signing-key=" + keys.privateKey()));
    process(
        "medley-serving",
        "streams/serving",
        "serving.ServingMain",
        List.of(
            "--model=" + model,
            "--threads=1",
            "--data=" + folder.resolve("serving"),
            "--trusted-keys=" + keys.trusted(),
            "--port=" + port));
    run("users", "infra/local", "local.Main", List.of("users", "--gateway", gateway("")));
  }

  private void process(String user, String module, String main, List<String> more)
      throws IOException {
    Path login = folder.resolve(user + ".properties");
    Properties client = new Properties();
    client.putAll(broker.client(user));
    String bootstrap = (String) client.remove("bootstrap.servers");
    try (Writer writer = Files.newBufferedWriter(login)) {
      client.store(writer, null);
    }
    List<String> arguments = new ArrayList<>(more);
    arguments.addAll(
        List.of(
            "--bootstrap-servers=" + bootstrap,
            "--schema-registry=" + registry.url(),
            "--kafka-config=" + login));
    run(user, module, main, arguments);
  }

  private void run(String name, String module, String main, List<String> arguments)
      throws IOException {
    Path target = root.resolve(module).resolve("target");
    processes.add(
        JavaProcess.of("dev.medley." + main, jar(target) + ":" + target.resolve("lib") + "/*")
            .heap("768m")
            .jvm("-XX:TieredStopAtLevel=1")
            .arguments(arguments)
            .start(folder.resolve(name + ".log")));
  }

  private static Path jar(Path target) throws IOException {
    try (Stream<Path> files = Files.list(target)) {
      return files
          .filter(file -> file.getFileName().toString().matches("medley-.*SNAPSHOT\\.jar"))
          .findAny()
          .orElseThrow(() -> new IOException(target + " has no jar: ./mvnw install -DskipTests"));
    }
  }

  private boolean awaitAdapters() throws Exception {
    long start = System.nanoTime();
    while (System.nanoTime() - start < PATIENCE.toNanos()) {
      if (processes.stream().anyMatch(process -> !process.isAlive())) {
        System.err.println("A process has ended: see its log in " + folder);
        return false;
      }
      JsonNode arms = arms();
      if (MEMBERS.stream().allMatch(member -> served(arms, member))) {
        System.out.printf(
            "{\"adapters\": %d, \"seconds\": %d}%n",
            MEMBERS.size(), (System.nanoTime() - start) / 1_000_000_000);
        return true;
      }
      Thread.sleep(2000);
    }
    System.err.println("No adapter of every member within %s: see %s".formatted(PATIENCE, folder));
    return false;
  }

  private static boolean served(JsonNode arms, String member) {
    for (JsonNode arm : arms) {
      if (arm.path("arm").asText().equals(member) && arm.path("checkpoint").asLong() > 0) {
        return true;
      }
    }
    return false;
  }

  private JsonNode arms() throws InterruptedException {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(gateway("/v1/ensemble/email"))).build();
      String body = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
      return new ObjectMapper().readTree(body).path("arms");
    } catch (IOException e) {
      return new ObjectMapper().createArrayNode();
    }
  }

  private String gateway(String path) {
    return "http://localhost:" + port + path;
  }

  @Override
  public void close() {
    processes.forEach(JavaProcess::kill);
    registry.close();
    broker.close();
  }
}
