package dev.medley.lm;

/** The number format of the frozen weights and of matrix products; sums and norms are float32. */
public enum Precision {
  FLOAT32(6, 4),
  BFLOAT16(15, 2);

  private final int torchCode;
  private final int bytes;

  Precision(int torchCode, int bytes) {
    this.torchCode = torchCode;
    this.bytes = bytes;
  }

  /** Bytes of a number. */
  int bytes() {
    return bytes;
  }

  /** The dtype's number in TorchScript text (c10::ScalarType). */
  int torchCode() {
    return torchCode;
  }
}
