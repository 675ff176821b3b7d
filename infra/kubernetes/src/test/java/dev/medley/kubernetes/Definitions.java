package dev.medley.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The definitions that Strimzi and Flink's operator bring for their resources, by kind. */
final class Definitions {
  private static final String MODEL = "io.strimzi.api.kafka.model.";
  private static final String FLINK =
      "target/flink/META-INF/fabric8/flinkdeployments.flink.apache.org-v1.yml";
  private static final String KEEPS_ALL = "x-kubernetes-preserve-unknown-fields";

  private final Map<String, JsonSchema> specs = new TreeMap<>();

  Definitions() throws IOException, InterruptedException {
    Path topic = Path.of("target/strimzi/kafkatopics.yaml");
    Path user = Path.of("target/strimzi/kafkausers.yaml");
    generate(topic, user);
    specs.put("KafkaTopic", strict(spec(topic.toString(), "v1")));
    specs.put("KafkaUser", strict(spec(user.toString(), "v1")));
    JsonNode flink = spec(FLINK, "v1beta1");
    // Maven Central's newest knows no Flink 2; the operator does since 1.13.
    ((ArrayNode) flink.at("/properties/flinkVersion/enum")).add("v2_2");
    specs.put("FlinkDeployment", strict(flink));
  }

  private static void generate(Path topic, Path user) throws IOException, InterruptedException {
    Process generator =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                "target/strimzi/*",
                "io.strimzi.crdgenerator.CrdGenerator",
                "--yaml",
                MODEL + "topic.KafkaTopic=" + topic,
                MODEL + "user.KafkaUser=" + user)
            .redirectErrorStream(true)
            .start();
    String output = new String(generator.getInputStream().readAllBytes(), UTF_8);
    if (generator.waitFor() != 0 || !Files.exists(user)) {
      throw new IllegalStateException("Strimzi's generator made no definitions: " + output);
    }
  }

  private static JsonNode spec(String file, String version) throws IOException {
    for (JsonNode served : Manifests.read(file).get(0).at("/spec/versions")) {
      if (served.path("name").asText().equals(version)) {
        return served.at("/schema/openAPIV3Schema/properties/spec");
      }
    }
    throw new IllegalStateException("%s does not define %s".formatted(file, version));
  }

  private static JsonSchema strict(JsonNode schema) {
    close(schema);
    return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(schema);
  }

  /** Refuses unknown fields, as kubectl does, where the definition does not let them be. */
  private static void close(JsonNode schema) {
    if (schema.has("properties") && !schema.path(KEEPS_ALL).asBoolean()) {
      ((ObjectNode) schema).put("additionalProperties", false);
    }
    schema.forEach(Definitions::close);
  }

  boolean has(String kind) {
    return specs.containsKey(kind);
  }

  List<String> problems(JsonNode resource) {
    return specs.get(Manifests.kind(resource)).validate(resource.path("spec")).stream()
        .map(message -> Manifests.name(resource) + message.getMessage())
        .toList();
  }
}
