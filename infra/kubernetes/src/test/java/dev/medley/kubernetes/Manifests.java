package dev.medley.kubernetes;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** The resources, and what Strimzi's user operator makes of a user's. */
final class Manifests {
  private static final Pattern WORDS = Pattern.compile("(?<=[a-z])(?=[A-Z])");

  private Manifests() {}

  static List<JsonNode> read(String file) throws IOException {
    return parse(Files.readString(Path.of(file)));
  }

  static List<JsonNode> parse(String text) throws IOException {
    YAMLMapper yaml =
        YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    try (MappingIterator<JsonNode> documents = yaml.readerFor(JsonNode.class).readValues(text)) {
      List<JsonNode> found = new ArrayList<>();
      while (documents.hasNext()) {
        JsonNode next = documents.next();
        if (next != null && next.isObject()) {
          found.add(next);
        }
      }
      return found;
    }
  }

  static String kind(JsonNode resource) {
    return resource.path("kind").asText();
  }

  /** What a resource makes pods of. */
  static Optional<JsonNode> pod(JsonNode resource) {
    return switch (kind(resource)) {
      case "Deployment" -> Optional.of(resource.at("/spec/template/spec"));
      case "FlinkDeployment" -> Optional.of(resource.at("/spec/podTemplate/spec"));
      default -> Optional.empty();
    };
  }

  static String name(JsonNode resource) {
    return resource.at("/metadata/name").asText();
  }

  static List<AclBinding> acls(JsonNode user) {
    List<AclBinding> bindings = new ArrayList<>();
    for (JsonNode acl : user.at("/spec/authorization/acls")) {
      JsonNode resource = acl.path("resource");
      ResourcePattern pattern =
          new ResourcePattern(
              ResourceType.fromString(constant(resource.path("type").asText())),
              resource.path("name").asText(),
              resource.path("patternType").asText().equals("prefix")
                  ? PatternType.PREFIXED
                  : PatternType.LITERAL);
      for (JsonNode operation : acl.path("operations")) {
        bindings.add(
            new AclBinding(
                pattern,
                new AccessControlEntry(
                    "User:" + name(user),
                    "*",
                    AclOperation.fromString(constant(operation.asText())),
                    AclPermissionType.ALLOW)));
      }
    }
    return bindings;
  }

  private static String constant(String name) {
    return WORDS.matcher(name).replaceAll("_").toUpperCase(Locale.ROOT);
  }
}
