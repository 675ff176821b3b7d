package dev.medley.lm.lora;

/**
 * What {@code adapter_config.json} says.
 *
 * @param baseModelName PEFT's base_model_name_or_path; null where it is silent
 * @param revision of that base model; null where it is silent
 */
record PeftConfig(LoraConfig lora, String baseModelName, String revision) {}
