package dev.medley.lm.safetensors;

/** The number formats that safetensors names; three of them are read as weights. */
public enum StoredType {
  F32(4, 6),
  F16(2, 5),
  BF16(2, 15),
  F64(8),
  I64(8),
  I32(4),
  I16(2),
  I8(1),
  U64(8),
  U32(4),
  U16(2),
  U8(1),
  BOOL(1),
  F8_E4M3(1),
  F8_E5M2(1);

  private static final int NOT_READ = -1;
  private final int bytes;
  private final int torchCode;

  StoredType(int bytes) {
    this(bytes, NOT_READ);
  }

  StoredType(int bytes, int torchCode) {
    this.bytes = bytes;
    this.torchCode = torchCode;
  }

  public int bytes() {
    return bytes;
  }

  boolean isWeight() {
    return torchCode != NOT_READ;
  }

  /** The dtype's number in TorchScript text (c10::ScalarType). */
  int torchCode() {
    return torchCode;
  }
}
