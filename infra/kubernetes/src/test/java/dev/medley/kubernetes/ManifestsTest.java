package dev.medley.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every resource against the definitions of those who take it, with no cluster. */
final class ManifestsTest {
  private static final Path KUBECTL = Path.of("/usr/bin/kubectl");

  private static final Command FEEDBACK =
      new Command("streams/feedback", "dev.medley.feedback.job.FeedbackMain");
  private static final Command TRAINER =
      new Command("trainer/learner", "dev.medley.learner.TrainerMain");
  private static final Command SERVING =
      new Command("streams/serving", "dev.medley.serving.ServingMain");
  private static final Command LOCAL = new Command("infra/local", "dev.medley.local.Main");

  private static Definitions definitions;
  private static List<JsonNode> resources;

  @BeforeAll
  static void read() throws Exception {
    definitions = new Definitions();
    resources = new ArrayList<>();
    for (JsonNode file : Manifests.read("kustomization.yaml").get(0).path("resources")) {
      resources.addAll(Manifests.read(file.asText()));
    }
  }

  private static List<String> problems(List<JsonNode> all) {
    return all.stream()
        .flatMap(
            resource ->
                definitions.has(Manifests.kind(resource))
                    ? Stream.concat(
                        definitions.problems(resource).stream(),
                        CoreObjects.metadataProblems(resource).stream())
                    : CoreObjects.problems(resource).stream())
        .toList();
  }

  private static JsonNode named(String kind, String name) {
    return resources.stream()
        .filter(r -> Manifests.kind(r).equals(kind) && Manifests.name(r).equals(name))
        .findAny()
        .orElseThrow();
  }

  @Test
  void shouldListEveryFile() throws Exception {
    // Given
    Set<String> listed = new TreeSet<>();
    Manifests.read("kustomization.yaml").get(0).path("resources").forEach(f -> listed.add(f + ""));

    // When
    try (Stream<Path> files = Files.list(Path.of("."))) {
      Set<String> there =
          files
              .map(file -> "\"%s\"".formatted(file.getFileName()))
              .filter(name -> name.contains(".yaml") && !name.contains("kustomization"))
              .collect(Collectors.toSet());

      // Then
      assertThat(listed).isEqualTo(there);
    }
  }

  @Test
  void shouldFitTheDefinitions() {
    // When
    List<String> problems = problems(resources);

    // Then
    assertThat(problems).isEmpty();
  }

  @Test
  void shouldBuildWithKustomize() throws Exception {
    // Given
    if (!Files.isExecutable(KUBECTL)) {
      System.err.println("SKIPPED: kustomization.yaml was NOT built: kubectl is not installed");
    }
    assumeTrue(Files.isExecutable(KUBECTL), "kubectl is not installed");

    // When
    Process kubectl = new ProcessBuilder(KUBECTL.toString(), "kustomize", ".").start();
    List<JsonNode> built =
        Manifests.parse(new String(kubectl.getInputStream().readAllBytes(), UTF_8));

    // Then
    assertThat(kubectl.waitFor()).isZero();
    assertThat(built).hasSameSizeAs(resources);
    assertThat(problems(built)).isEmpty();
    assertThat(built.toString()).containsOnlyOnce("\"nvidia.com/gpu\":1");
  }

  @Test
  void shouldRefuseAFieldThatNobodyKnows() {
    // Given
    List<JsonNode> wrong =
        List.of(
            with(named("KafkaTopic", "edits"), "/spec", "partition"),
            with(named("KafkaUser", "medley-trainer"), "/spec/authorization/acls/0", "operation"),
            with(named("FlinkDeployment", "medley-feedback"), "/spec/job", "jarUri"),
            with(
                named("FlinkDeployment", "medley-feedback"),
                "/spec/podTemplate/spec/containers/0/securityContext",
                "readonlyRootFilesystem"),
            with(
                named("Deployment", "medley-serving"),
                "/spec/template/spec/containers/0/readinessProbe",
                "period"),
            with(named("PodDisruptionBudget", "medley-serving"), "/spec", "maxUnavailableNodes"));

    // When
    List<List<String>> problems = wrong.stream().map(w -> problems(List.of(w))).toList();

    // Then
    assertThat(problems).allSatisfy(found -> assertThat(found).hasSize(1));
  }

  private static JsonNode with(JsonNode resource, String where, String field) {
    JsonNode copy = resource.deepCopy();
    ((ObjectNode) copy.at(where)).put(field, "x");
    return copy;
  }

  @Test
  void shouldRunWithoutPrivileges() {
    // When
    List<JsonNode> pods = resources.stream().flatMap(r -> Manifests.pod(r).stream()).toList();

    // Then
    assertThat(pods).hasSize(3);
    for (JsonNode pod : pods) {
      assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
      assertThat(pod.at("/securityContext/runAsUser").asInt()).isPositive();
      for (JsonNode container : pod.path("containers")) {
        JsonNode security = container.path("securityContext");
        assertThat(security.path("readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(security.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(security.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
      }
    }
  }

  @Test
  void shouldMountOneUsersLoginEach() {
    // Given
    Set<String> users =
        resources.stream()
            .filter(resource -> Manifests.kind(resource).equals("KafkaUser"))
            .map(Manifests::name)
            .collect(Collectors.toCollection(TreeSet::new));
    // People and products run elsewhere.
    users.removeAll(Set.of("medley-product", "medley-operator"));

    // When
    Set<String> logins =
        resources.stream()
            .filter(resource -> Manifests.pod(resource).isPresent())
            .filter(resource -> secrets(resource).contains(Manifests.name(resource)))
            .map(Manifests::name)
            .collect(Collectors.toSet());

    // Then
    assertThat(logins).isEqualTo(users);
    resources.stream()
        .filter(resource -> Manifests.pod(resource).isPresent())
        .forEach(
            resource ->
                assertThat(secrets(resource))
                    .containsOnly(Manifests.name(resource), "medley-cluster-ca-cert"));
  }

  private static List<String> secrets(JsonNode resource) {
    List<String> secrets = new ArrayList<>();
    for (JsonNode volume : Manifests.pod(resource).orElseThrow().path("volumes")) {
      for (JsonNode source : volume.at("/projected/sources")) {
        if (source.has("secret")) {
          secrets.add(source.at("/secret/name").asText());
        }
      }
    }
    return secrets;
  }

  @Test
  void shouldAskWhetherAProcessMovesAndNotOnlyWhetherItAnswers() throws IOException {
    // Given
    JsonNode compose = Manifests.read("../../docker-compose.yml").get(0).path("services");

    // When
    List<String> checks =
        Stream.of("trainer", "serving")
            .map(service -> compose.path(service).at("/healthcheck/test").toString())
            .toList();

    // Then
    for (String name : List.of("medley-trainer", "medley-serving")) {
      JsonNode container = named("Deployment", name).at("/spec/template/spec/containers/0");
      assertThat(container.at("/startupProbe/httpGet/path").asText()).isEqualTo("/health/live");
      assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/health/live");
      assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/health/ready");
      assertThat(container.at("/ports/0/name").asText())
          .isEqualTo(container.at("/livenessProbe/httpGet/port").asText());
    }
    assertThat(checks).allMatch(check -> check.contains("/health/ready"));
    assertThat(checks.get(0)).contains("/health/live");
  }

  @Test
  void shouldGiveOptionsThatTheCommandsKnow() throws IOException, InterruptedException {
    // Given
    JsonNode compose = Manifests.read("../../docker-compose.yml").get(0).path("services");
    String container = "/spec/template/spec/containers/0/args";

    // When
    Set<String> feedback = FEEDBACK.options();
    Set<String> trainer = TRAINER.options();
    Set<String> serving = SERVING.options();
    Set<String> users = LOCAL.options("users");

    // Then
    assertThat(feedback)
        .containsAll(Command.used(named("FlinkDeployment", "medley-feedback").at("/spec/job/args")))
        .containsAll(Command.used(compose.at("/feedback/command")));
    assertThat(trainer)
        .containsAll(Command.used(named("Deployment", "medley-trainer").at(container)))
        .containsAll(Command.used(compose.at("/trainer/command")));
    assertThat(serving)
        .containsAll(Command.used(named("Deployment", "medley-serving").at(container)))
        .containsAll(Command.used(compose.at("/serving/command")));
    assertThat(users).containsAll(Command.used(compose.at("/users/command")));
  }
}
