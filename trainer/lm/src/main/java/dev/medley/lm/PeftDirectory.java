package dev.medley.lm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** A LoRA adapter as PEFT lays it out: adapter_config.json and adapter_model.safetensors. */
final class PeftDirectory {
  static final String CONFIG = "adapter_config.json";
  static final String WEIGHTS = "adapter_model.safetensors";
  private static final ObjectMapper JSON = new ObjectMapper();

  private PeftDirectory() {}

  /** PEFT's names and shapes: A is (r, inputs), B is (outputs, r). */
  static Map<String, long[]> shapes(ModelConfig model, LoraConfig lora) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    for (int layer = 0; layer < model.layers(); layer++) {
      for (LinearModule module : LinearModule.values()) {
        if (lora.targetModules().contains(module.target())) {
          shapes.put(name(layer, module, "A"), new long[] {lora.rank(), module.inputs(model)});
          shapes.put(name(layer, module, "B"), new long[] {module.outputs(model), lora.rank()});
        }
      }
    }
    return shapes;
  }

  static String name(int layer, LinearModule module, String matrix) {
    return "base_model.model.model.layers.%d.%s.lora_%s.weight"
        .formatted(layer, module.path(), matrix);
  }

  static void write(
      Path directory, String baseModelName, LoraConfig lora, Map<String, Tensor> weights)
      throws IOException {
    Files.createDirectories(directory);
    ObjectNode config = JSON.createObjectNode();
    config.put("peft_type", "LORA").put("task_type", "CAUSAL_LM");
    config.put("base_model_name_or_path", baseModelName);
    config.put("r", lora.rank()).put("lora_alpha", lora.alpha()).put("lora_dropout", 0.0);
    config.put("bias", "none").put("fan_in_fan_out", false).put("inference_mode", true);
    config.put("use_rslora", false).put("use_dora", false);
    config.set("target_modules", JSON.valueToTree(lora.targetModules()));
    JSON.writerWithDefaultPrettyPrinter().writeValue(directory.resolve(CONFIG).toFile(), config);
    SafeTensors.write(directory.resolve(WEIGHTS), weights, StoredType.F32);
  }

  /**
   * Reads the shape of an adapter.
   *
   * @throws IOException where it is no plain LoRA
   */
  static LoraConfig readConfig(Path directory) throws IOException {
    JsonNode config = JSON.readTree(directory.resolve(CONFIG).toFile());
    boolean plain =
        config.path("peft_type").asText().equals("LORA")
            && config.path("bias").asText("none").equals("none")
            && !config.path("use_rslora").asBoolean()
            && !config.path("use_dora").asBoolean();
    if (!plain) {
      throw new IOException(
          directory + " holds no plain LoRA: peft_type LORA without bias, rsLoRA and DoRA is read");
    }
    List<String> targets =
        StreamSupport.stream(config.path("target_modules").spliterator(), false)
            .map(JsonNode::asText)
            .toList();
    return new LoraConfig(config.path("r").asInt(), config.path("lora_alpha").asDouble(), targets);
  }

  static Map<String, Tensor> readWeights(Path directory) throws IOException {
    return SafeTensors.read(directory.resolve(WEIGHTS));
  }
}
