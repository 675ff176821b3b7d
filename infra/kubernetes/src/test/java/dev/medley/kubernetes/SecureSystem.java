package dev.medley.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.medley.kafka.TopicCreator;
import dev.medley.schemas.signing.KeyFiles;
import dev.medley.standalone.Ports;
import dev.medley.standalone.SchemaRegistry;
import dev.medley.testing.JavaProcess;
import dev.medley.testing.RegistryGate;
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
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;

/**
 * Every process of Medley behind TLS, SCRAM and the ACLs of users.yaml, each as its own principal,
 * with a registry that wants TLS and a login: edits go in at the gateway until an adapter of each
 * member serves there, and then the commands are run. No log and no process's arguments may hold
 * the login.
 */
final class SecureSystem implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(6);
  private static final List<String> MEMBERS = List.of("sft", "dpo", "early", "rl");

  private final Path root;
  private final Path folder;
  private final SecureBroker broker;
  private final SchemaRegistry registry;
  private final RegistryGate gate;
  private final String secret = "S3cret-" + UUID.randomUUID();
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
    gate =
        RegistryGate.before(registry.url(), broker.certificates()).demandBasic("medley:" + secret);
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
      learnt = system.awaitAdapters() && system.runCommands() && system.tellsNoSecret();
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
            "--signing-key=" + keys.privateKey(),
            "--secret=" + keys.secret()));
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
    processes.add(
        run("users", "infra/local", "local.Main", List.of("users", "--gateway", gateway(""))));
  }

  private void process(String user, String module, String main, List<String> more)
      throws IOException {
    List<String> arguments = new ArrayList<>(more);
    arguments.addAll(connection(user));
    processes.add(run(user, module, main, arguments));
  }

  /** What names brokers and registry to a process, and where its logins lie. */
  private List<String> connection(String user) throws IOException {
    Path login = folder.resolve(user + ".properties");
    Properties client = new Properties();
    client.putAll(broker.client(user));
    String bootstrap = (String) client.remove("bootstrap.servers");
    client.put("schema.registry.basic.auth.credentials.source", "USER_INFO");
    client.put("schema.registry.basic.auth.user.info", "medley:" + secret);
    for (String each : List.of("location", "type", "password")) {
      client.put("schema.registry.ssl.truststore." + each, client.get("ssl.truststore." + each));
    }
    try (Writer writer = Files.newBufferedWriter(login)) {
      client.store(writer, null);
    }
    return List.of(
        "--bootstrap-servers=" + bootstrap,
        "--schema-registry=" + gate.url(),
        "--kafka-config=" + login);
  }

  private JavaProcess run(String name, String module, String main, List<String> arguments)
      throws IOException {
    Path target = root.resolve(module).resolve("target");
    return JavaProcess.of("dev.medley." + main, jar(target) + ":" + target.resolve("lib") + "/*")
        .heap("768m")
        .jvm("-XX:TieredStopAtLevel=1")
        .arguments(arguments)
        .start(folder.resolve(name + ".log"));
  }

  /** As an operator would, beside the processes. */
  private boolean runCommands() throws Exception {
    String kafka = "kafka.commands.";
    List<String> none = List.of();
    List<String> replay = List.of("--reason=UNREADABLE", "--dry-run");
    List<String> adapters =
        List.of(
            "--once",
            "--directory=" + folder.resolve("adapters"),
            "--trusted-keys=" + folder.resolve("keys/trusted"));
    return command("topics", "schemas/kafka", kafka + "TopicsCommand", none, none)
        && control("resume")
        && control("show")
        && command(
            "saw", "trainer/learner", "learner.LearnerCommand", List.of("saw"), List.of("none"))
        && command(
            "replay",
            "streams/feedback",
            "feedback.job.FeedbackMain",
            List.of("replay-dead-letters"),
            replay)
        && command("subscriber", "streams/subscriber", "subscriber.SubscriberMain", none, adapters);
  }

  private boolean control(String what) throws Exception {
    return command(
        what, "schemas/kafka", "kafka.commands.ControlCommand", List.of(), List.of(what, "email"));
  }

  private boolean command(
      String name, String module, String main, List<String> first, List<String> last)
      throws Exception {
    List<String> arguments = new ArrayList<>(first);
    arguments.addAll(connection(SecureBroker.ADMIN));
    arguments.addAll(last);
    int status = run(name, module, main, arguments).await(Duration.ofMinutes(2));
    if (status != 0) {
      System.err.printf("%s ended with %d: see its log in %s%n", name, status, folder);
    }
    return status == 0;
  }

  private boolean tellsNoSecret() throws IOException {
    List<String> tells = new ArrayList<>();
    try (Stream<Path> logs = Files.list(folder)) {
      for (Path log : logs.filter(file -> file.toString().endsWith(".log")).toList()) {
        if (Files.readString(log).contains(secret)) {
          tells.add(log.toString());
        }
      }
    }
    ProcessHandle.current()
        .children()
        .filter(child -> child.info().commandLine().orElse("").contains(secret))
        .forEach(child -> tells.add("arguments of process " + child.pid()));
    if (!tells.isEmpty()) {
      System.err.println("The registry's password is in " + tells);
    }
    return tells.isEmpty();
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
    gate.close();
    registry.close();
    broker.close();
  }
}
