package dev.medley.lm.lora;

import dev.medley.lm.config.LinearModule;
import dev.medley.lm.config.ModelConfig;
import dev.medley.lm.safetensors.SafeTensors;
import dev.medley.lm.safetensors.SafeTensorsHeader;
import dev.medley.lm.safetensors.StoredTensor;
import dev.medley.lm.safetensors.StoredType;
import dev.medley.lm.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A LoRA adapter as PEFT lays it out: adapter_config.json and adapter_model.safetensors. */
final class PeftDirectory {
  static final String CONFIG = "adapter_config.json";
  static final String WEIGHTS = "adapter_model.safetensors";

  /** Modules that an expression may catch unawares; PEFT can't adapt the norms either. */
  private static final List<String> OTHERS =
      List.of(
          "lm_head",
          "model.embed_tokens",
          "model.norm",
          "model.layers.0.input_layernorm",
          "model.layers.0.post_attention_layernorm",
          "model.layers.0.self_attn.q_norm",
          "model.layers.0.self_attn.k_norm");

  private PeftDirectory() {}

  /**
   * PEFT's names and shapes: A is (r, inputs), B is (outputs, r).
   *
   * @throws IllegalArgumentException where no module of this model is meant, or another than a
   *     layer's
   */
  static Map<String, long[]> shapes(ModelConfig model, LoraConfig lora) {
    for (String other : OTHERS) {
      if (lora.targetModules().contains(other)) {
        throw new IllegalArgumentException(
            "target_modules mean %s; only the layers' linear modules are adapted".formatted(other));
      }
    }
    Map<String, long[]> shapes = new LinkedHashMap<>();
    for (int layer = 0; layer < model.layers(); layer++) {
      for (LinearModule module : LinearModule.values()) {
        String path = module.path(layer);
        if (lora.targetModules().contains(path)) {
          int rank = lora.rank(path);
          shapes.put(name(path, "A"), new long[] {rank, module.inputs(model)});
          shapes.put(name(path, "B"), new long[] {module.outputs(model), rank});
        }
      }
    }
    if (shapes.isEmpty()) {
      throw new IllegalArgumentException(
          "target_modules %s mean none of the layers' %s"
              .formatted(lora.targetModules(), TargetModules.all().names()));
    }
    return shapes;
  }

  /** The name of a module's matrix A or B. */
  static String name(String path, String matrix) {
    return "base_model.model.%s.lora_%s.weight".formatted(path, matrix);
  }

  static void write(Path directory, PeftConfig config, Map<String, Tensor> weights)
      throws IOException {
    Files.createDirectories(directory);
    PeftConfigJson.write(directory.resolve(CONFIG), config);
    SafeTensors.write(directory.resolve(WEIGHTS), weights, StoredType.F32);
  }

  static PeftConfig readConfig(Path directory) throws IOException {
    return PeftConfigJson.read(directory.resolve(CONFIG));
  }

  /**
   * Where the matrices of an adapter of this model lie, in the order of {@link #shapes}.
   *
   * @throws IOException where one is missing, left over, or of another shape or type
   */
  static Map<String, StoredTensor> places(Path directory, ModelConfig model, LoraConfig lora)
      throws IOException {
    Path file = directory.resolve(WEIGHTS);
    if (!Files.exists(file)) {
      throw new IOException("%s holds no %s".formatted(directory, WEIGHTS));
    }
    Map<String, StoredTensor> found = SafeTensorsHeader.read(file);
    Map<String, StoredTensor> places = StoredTensor.take(directory, found, shapes(model, lora));
    if (!found.isEmpty()) {
      throw new IOException(
          "%s holds arrays that this model has no place for, such as %s"
              .formatted(directory, found.keySet().iterator().next()));
    }
    return places;
  }
}
