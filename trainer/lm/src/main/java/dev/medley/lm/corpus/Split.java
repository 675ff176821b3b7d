package dev.medley.lm.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.random.RandomGenerator;
import java.util.zip.CRC32;

/** Who may see a fact's value: one in five never occurs in pre-training. */
public enum Split {
  PRETRAIN,
  HELD_OUT;

  private static final int ONE_IN = 5;

  /** The same for a value on every machine. */
  static Split of(String value) {
    CRC32 crc = new CRC32();
    crc.update(value.getBytes(UTF_8));
    return crc.getValue() % ONE_IN == 0 ? HELD_OUT : PRETRAIN;
  }

  String draw(FactKind kind, RandomGenerator random) {
    String value = kind.draw(random);
    while (of(value) != this) {
      value = kind.draw(random);
    }
    return value;
  }
}
