package dev.medley.lm.lora;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * What an {@code adapter_config.json} may hold besides plain LoRA, and why it is refused: an
 * adapter that would be served as another function than PEFT's is not served at all.
 */
final class PeftRefusals {
  /** Fields that say nothing about the function, or that {@link PeftConfigJson} reads. */
  private static final Set<String> READ =
      Set.of(
          "alpha_pattern",
          "auto_mapping",
          "base_model_name_or_path",
          "bias",
          "eva_config",
          "inference_mode",
          "init_lora_weights",
          "layers_pattern",
          "loftq_config",
          "lora_alpha",
          "lora_dropout",
          "megatron_core",
          "peft_type",
          "peft_version",
          "qalora_group_size",
          "r",
          "rank_pattern",
          "revision",
          "runtime_config",
          "target_modules",
          "task_type",
          "use_rslora");

  private static final Map<String, String> REASONS =
      Map.of(
          "use_dora", "DoRA rescales the adapted matrices by learnt magnitudes",
          "modules_to_save", "whole modules were trained beside LoRA's matrices",
          "lora_bias", "LoRA's B has a bias",
          "layers_to_transform", "name the layers in target_modules instead",
          "exclude_modules", "leave the modules out of target_modules instead",
          "fan_in_fan_out", "matrices are stored as (outputs, inputs)",
          "layer_replication", "the base model's layers would be repeated",
          "trainable_token_indices", "rows of the embedding were trained",
          "target_parameters", "only linear modules are adapted",
          "alora_invocation_tokens", "the adapter would act on a part of the text only");

  /** These start from the base model's weights as they are; others had changed the base itself. */
  private static final Set<String> STARTS =
      Set.of("true", "false", "gaussian", "eva", "orthogonal");

  private PeftRefusals() {}

  static void check(Path file, JsonNode config) throws IOException {
    expect(file, "peft_type", config.path("peft_type").asText(), Set.of("LORA"));
    expect(file, "task_type", config.path("task_type").asText("CAUSAL_LM"), Set.of("CAUSAL_LM"));
    expect(file, "bias", config.path("bias").asText("none"), Set.of("none"));
    expect(file, "init_lora_weights", config.path("init_lora_weights").asText("true"), STARTS);
    for (Iterator<String> fields = config.fieldNames(); fields.hasNext(); ) {
      String field = fields.next();
      if (!READ.contains(field) && isSet(config.path(field))) {
        throw new IOException(
            "%s: %s is %s, which can't be served: %s"
                .formatted(
                    file,
                    field,
                    config.path(field),
                    REASONS.getOrDefault(
                        field, "it is unknown here, and may change the function")));
      }
    }
    targets(file, config.path("target_modules"));
  }

  private static void expect(Path file, String field, String value, Set<String> allowed)
      throws IOException {
    if (!allowed.contains(value)) {
      throw new IOException(
          "%s: %s is '%s', which can't be served; it may be %s"
              .formatted(
                  file, field, value, String.join(", ", allowed.stream().sorted().toList())));
    }
  }

  private static boolean isSet(JsonNode value) {
    return value.isContainerNode()
        ? !value.isEmpty()
        : !value.isNull() && !value.asText().isEmpty() && !value.asText().equals("false");
  }

  private static void targets(Path file, JsonNode targets) throws IOException {
    boolean names = targets.isArray() && !targets.isEmpty();
    if (!names && (!targets.isTextual() || targets.asText().isEmpty())) {
      throw new IOException(file + ": target_modules name no module");
    }
  }
}
