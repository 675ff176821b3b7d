package dev.medley.lm.pretrain;

import dev.medley.lm.safetensors.SafeTensors;
import dev.medley.lm.safetensors.StoredType;
import dev.medley.lm.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The float32 weights and moments, and the step, beside the model, so that pre-training resumes.
 */
final class PretrainState {
  private static final String FILE = "pretrain-state.safetensors";
  private static final String STEP = "step";

  private final Path file;
  private final FullModel model;
  private final Muon optimizer;

  PretrainState(Path directory, FullModel model, Muon optimizer) {
    this.file = directory.resolve(FILE);
    this.model = model;
    this.optimizer = optimizer;
  }

  void save(int step) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    model.exportWeights().forEach((name, values) -> tensors.put(name, tensor(values)));
    optimizer.exportState().forEach((name, values) -> tensors.put(name, tensor(values)));
    tensors.put(STEP, tensor(new float[] {step}));
    Path beside = file.resolveSibling(FILE + ".new");
    SafeTensors.write(beside, tensors, StoredType.F32);
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The step to go on with; 0 where nothing was saved. */
  int restore() throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    Map<String, float[]> values = new LinkedHashMap<>();
    SafeTensors.read(file).forEach((name, tensor) -> values.put(name, tensor.values()));
    int step = (int) values.get(STEP)[0];
    model.importWeights(values);
    optimizer.importState(values, step);
    return step;
  }

  private static Tensor tensor(float[] values) {
    return new Tensor(new long[] {values.length}, values);
  }
}
