package dev.medley.lm.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/**
 * Who may see a fact's value or a wording: one value in five and one wording in three never occur
 * in pre-training.
 */
public enum Split {
  PRETRAIN,
  HELD_OUT;

  private static final int VALUES_ONE_IN = 5;
  private static final int WORDINGS_ONE_IN = 3;

  /** The same for a value on every machine. */
  static Split of(String value) {
    return hash(value) % VALUES_ONE_IN == 0 ? HELD_OUT : PRETRAIN;
  }

  static long hash(String value) {
    CRC32 crc = new CRC32();
    crc.update(value.getBytes(UTF_8));
    return crc.getValue();
  }

  String draw(FactKind kind, RandomGenerator random) {
    String value = kind.draw(random);
    while (of(value) != this) {
      value = kind.draw(random);
    }
    return value;
  }

  /** Of the wordings of one thing, every third is held out. */
  List<String> of(List<String> wordings) {
    return IntStream.range(0, wordings.size())
        .filter(i -> (i % WORDINGS_ONE_IN == WORDINGS_ONE_IN - 1) == (this == HELD_OUT))
        .mapToObj(wordings::get)
        .toList();
  }

  String pick(List<String> wordings, RandomGenerator random) {
    return Templates.pick(random, of(wordings));
  }
}
