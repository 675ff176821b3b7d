package dev.medley.lm.lora;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** {@link PeftConfig} as PEFT's {@code adapter_config.json}. */
final class PeftConfigJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private PeftConfigJson() {}

  /**
   * Reads it.
   *
   * @throws IOException naming what the adapter has that can't be computed
   */
  static PeftConfig read(Path file) throws IOException {
    JsonNode config = JSON.readTree(file.toFile());
    PeftRefusals.check(file, config);
    try {
      LoraConfig lora =
          new LoraConfig(
              whole("r", config.path("r")),
              number("lora_alpha", config.path("lora_alpha")),
              config.path("use_rslora").asBoolean(),
              targets(config.path("target_modules")),
              pattern(config.path("rank_pattern"), node -> whole("rank_pattern", node)),
              pattern(config.path("alpha_pattern"), node -> number("alpha_pattern", node)));
      return new PeftConfig(
          lora,
          config.path("base_model_name_or_path").textValue(),
          config.path("revision").textValue());
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  private static TargetModules targets(JsonNode node) {
    if (node.isTextual()) {
      return TargetModules.matching(node.asText());
    }
    return TargetModules.of(
        StreamSupport.stream(node.spliterator(), false).map(JsonNode::asText).toList());
  }

  private static <T> Map<String, T> pattern(JsonNode node, Function<JsonNode, T> value) {
    Map<String, T> pattern = new LinkedHashMap<>();
    node.properties().forEach(e -> pattern.put(e.getKey(), value.apply(e.getValue())));
    return pattern;
  }

  private static int whole(String field, JsonNode node) {
    if (!node.isInt()) {
      throw new IllegalArgumentException("%s is %s: need a whole number".formatted(field, node));
    }
    return node.asInt();
  }

  private static double number(String field, JsonNode node) {
    if (!node.isNumber()) {
      throw new IllegalArgumentException("%s is %s: need a number".formatted(field, node));
    }
    return node.asDouble();
  }

  static void write(Path file, PeftConfig peft) throws IOException {
    LoraConfig lora = peft.lora();
    ObjectNode config = JSON.createObjectNode();
    config.put("peft_type", "LORA").put("task_type", "CAUSAL_LM");
    config.put("base_model_name_or_path", peft.baseModelName()).put("revision", peft.revision());
    config.put("r", lora.rank()).put("lora_dropout", 0.0);
    config.set("lora_alpha", shortest(lora.alpha()));
    config.put("bias", "none").put("fan_in_fan_out", false).put("inference_mode", true);
    config.put("use_rslora", lora.rslora()).put("use_dora", false);
    TargetModules targets = lora.targetModules();
    List<String> names = targets.names();
    config.set("target_modules", JSON.valueToTree(names.isEmpty() ? targets.expression() : names));
    config.set("rank_pattern", JSON.valueToTree(lora.rankPattern()));
    ObjectNode alphas = config.putObject("alpha_pattern");
    lora.alphaPattern().forEach((expression, alpha) -> alphas.set(expression, shortest(alpha)));
    JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), config);
  }

  /** PEFT's alphas are whole numbers, as a rule. */
  private static JsonNode shortest(double alpha) {
    return alpha == Math.rint(alpha) && alpha < Integer.MAX_VALUE
        ? JSON.getNodeFactory().numberNode((int) alpha)
        : JSON.getNodeFactory().numberNode(alpha);
  }
}
