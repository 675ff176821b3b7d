package dev.medley.lm.torch;

import java.util.Locale;

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

  /**
   * Finds a precision: {@code float32}, {@code bfloat16}, or {@code auto}, which is bfloat16 where
   * the device computes in it, and float32 on a CPU that would only imitate it, four times slower.
   *
   * @throws IllegalArgumentException where there is none of that name
   */
  public static Precision of(String name, String device) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "float32" -> FLOAT32;
      case "bfloat16" -> BFLOAT16;
      case "auto" -> device.equals("cpu") && !Devices.cpuHasBfloat16() ? FLOAT32 : BFLOAT16;
      default ->
          throw new IllegalArgumentException(
              "Precision '%s' is unknown: choose auto, float32 or bfloat16".formatted(name));
    };
  }

  /** Bytes of a number. */
  public int bytes() {
    return bytes;
  }

  /** The dtype's number in TorchScript text (c10::ScalarType). */
  public int torchCode() {
    return torchCode;
  }
}
