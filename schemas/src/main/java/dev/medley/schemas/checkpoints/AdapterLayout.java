package dev.medley.schemas.checkpoints;

import dev.medley.schemas.AdapterFile;
import dev.medley.schemas.Checkpoint;
import java.util.List;

/** The files of an adapter as PEFT lays them out, in the order in which they travel. */
public final class AdapterLayout {
  public static final String CONFIG = "adapter_config.json";
  public static final String WEIGHTS = "adapter_model.safetensors";
  public static final List<String> FILES = List.of(CONFIG, WEIGHTS);

  private AdapterLayout() {}

  /** Bytes of the largest file of a name. */
  static long maxBytes(String file) {
    return file.equals(CONFIG) ? 1L << 20 : 4L << 30;
  }

  /** Bytes of all files together. */
  public static long totalBytes(Checkpoint checkpoint) {
    return checkpoint.getFiles().stream().mapToLong(AdapterFile::getSize).sum();
  }
}
