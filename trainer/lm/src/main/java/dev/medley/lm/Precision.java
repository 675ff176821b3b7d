package dev.medley.lm;

/** The number format of the frozen weights and of matrix products; sums and norms are float32. */
public enum Precision {
  FLOAT32(6),
  BFLOAT16(15);

  private final int torchCode;

  Precision(int torchCode) {
    this.torchCode = torchCode;
  }

  /** The dtype's number in TorchScript text (c10::ScalarType). */
  int torchCode() {
    return torchCode;
  }
}
