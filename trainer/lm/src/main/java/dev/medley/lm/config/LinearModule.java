package dev.medley.lm.config;

/** The linear modules of a decoder layer, in the order that the decoder's text numbers them. */
public enum LinearModule {
  QUERY("self_attn.q_proj"),
  KEY("self_attn.k_proj"),
  VALUE("self_attn.v_proj"),
  OUTPUT("self_attn.o_proj"),
  GATE("mlp.gate_proj"),
  UP("mlp.up_proj"),
  DOWN("mlp.down_proj");

  private final String path;

  LinearModule(String path) {
    this.path = path;
  }

  /** Where it lies in a layer, such as {@code self_attn.q_proj}. */
  public String path() {
    return path;
  }

  /** Its whole path, such as {@code model.layers.0.self_attn.q_proj}. */
  public String path(int layer) {
    return "model.layers." + layer + "." + path;
  }

  /** PEFT's name in {@code target_modules}, such as {@code q_proj}. */
  public String target() {
    return path.substring(path.indexOf('.') + 1);
  }

  public int inputs(ModelConfig config) {
    return switch (this) {
      case QUERY, KEY, VALUE, GATE, UP -> config.hiddenSize();
      case OUTPUT -> config.heads() * config.headDim();
      case DOWN -> config.intermediateSize();
    };
  }

  public int outputs(ModelConfig config) {
    return switch (this) {
      case QUERY -> config.heads() * config.headDim();
      case KEY, VALUE -> config.keyValueHeads() * config.headDim();
      case OUTPUT, DOWN -> config.hiddenSize();
      case GATE, UP -> config.intermediateSize();
    };
  }
}
