package dev.medley.learner.bench;

import dev.medley.lm.loss.Example;
import java.util.Arrays;
import java.util.List;

/** What is compared: a loss over batches of one shape. */
enum Case {
  DENSE("dense 8 × 128, SFT", "sft"),
  SFT("edits 32–512, SFT", "sft"),
  DPO("edits 32–512, DPO", "dpo");

  final String title;
  final String loss;

  Case(String title, String loss) {
    this.title = title;
    this.loss = loss;
  }

  List<Example> batch(Shapes shapes) {
    return switch (this) {
      case DENSE -> shapes.dense(8, 128);
      case SFT, DPO -> shapes.edits(4, 32, 512);
    };
  }

  /** The tokens that are learnt from. */
  int targets(List<Example> batch) {
    return batch.stream()
        .mapToInt(e -> e.chosen().length + (this == DPO ? e.rejected().length : 0))
        .sum();
  }

  static List<Case> all() {
    return Arrays.asList(values());
  }
}
