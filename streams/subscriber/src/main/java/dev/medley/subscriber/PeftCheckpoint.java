package dev.medley.subscriber;

import static java.util.Objects.requireNonNull;

import dev.medley.schemas.Checkpoint;
import java.nio.file.Path;

/**
 * A checkpoint whose bytes were verified, as a directory that PEFT and vLLM load as it is.
 *
 * @param record what the trainer published
 * @param directory holds adapter_config.json and adapter_model.safetensors; never written again
 */
public record PeftCheckpoint(Checkpoint record, Path directory) {
  public PeftCheckpoint {
    requireNonNull(record, "record is null");
    requireNonNull(directory, "directory is null");
  }
}
