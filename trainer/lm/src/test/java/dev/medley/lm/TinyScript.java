package dev.medley.lm;

import ai.djl.ndarray.NDManager;
import dev.medley.lm.config.ModelConfig;
import dev.medley.lm.torch.Precision;
import dev.medley.lm.torch.TorchScript;

/** The decoder's script in float32, for tests of what it computes besides the decoder. */
public record TinyScript(NDManager manager, TorchScript script) implements AutoCloseable {
  public static TinyScript compile() {
    NDManager manager = NDManager.newBaseManager("PyTorch");
    ModelConfig config = ModelConfig.llama(8, 8, 8, 1, 1, 1, 8, 1, 2, 0);
    return new TinyScript(manager, TorchScript.compile(manager, config, Precision.FLOAT32));
  }

  @Override
  public void close() {
    script.close();
    manager.close();
  }
}
