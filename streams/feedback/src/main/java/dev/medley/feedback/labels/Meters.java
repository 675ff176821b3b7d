package dev.medley.feedback.labels;

import dev.medley.feedback.settings.Tokens;
import dev.medley.schemas.CostUnit;
import dev.medley.schemas.Edit;
import dev.medley.schemas.edits.CodeWords;
import dev.medley.schemas.edits.EditMeter;
import dev.medley.schemas.edits.Tokenizer;
import dev.medley.schemas.edits.Treebank;
import dev.medley.schemas.edits.Words;
import java.util.EnumMap;
import java.util.Map;

/** Measures each edit in what it says that it is counted in, else in the job's own. */
public final class Meters {
  private final int maxTokens;
  private final Tokenizer own;
  private final EditMeter ofTheJob;
  private final Map<CostUnit, EditMeter> byUnit = new EnumMap<>(CostUnit.class);

  /**
   * @param tokens the job's own
   * @param maxTokens most tokens of a text that is measured
   */
  public Meters(Tokens tokens, int maxTokens) {
    this.maxTokens = maxTokens;
    this.own = tokens.tokenizer();
    this.ofTheJob = new EditMeter(own, maxTokens);
  }

  /** What measures an edit that can be used. */
  public EditMeter of(Edit edit) {
    CostUnit unit = edit.getCostUnit();
    return unit == null ? ofTheJob : byUnit.computeIfAbsent(unit, this::meter);
  }

  private EditMeter meter(CostUnit unit) {
    return switch (unit) {
      case WORDS -> new EditMeter(new Words(), maxTokens);
      case CODE -> new EditMeter(new CodeWords(), maxTokens);
      case TREEBANK -> new EditMeter(new Treebank(), maxTokens);
      case TOKENS -> ofTheJob;
      case UNKNOWN -> throw new IllegalArgumentException("what it is counted in is unknown");
    };
  }

  void close() throws Exception {
    if (own instanceof AutoCloseable closeable) {
      closeable.close();
    }
  }
}
