package dev.medley.learner;

import dev.medley.lm.ChatTokenizer;
import dev.medley.lm.Example;
import dev.medley.lm.RefusedChatException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Labels as tokens, for one kind of member. */
final class Examples {
  private static final Logger LOG = LoggerFactory.getLogger(Examples.class);

  private final ChatTokenizer tokenizer;
  private final MemberKind kind;
  private final int maxTokens;

  Examples(ChatTokenizer tokenizer, MemberKind kind, int maxTokens) {
    this.tokenizer = tokenizer;
    this.kind = kind;
    this.maxTokens = maxTokens;
  }

  /**
   * Empty where there is nothing to learn: the response was discarded, so there is no y'; the
   * member compares y with y' and they are equal; the model's chat template refuses the context; or
   * the label has more tokens than are allowed.
   */
  Optional<Example> of(Label label) {
    if (label.edited().isEmpty()) {
      return Optional.empty();
    }
    int[] prompt;
    try {
      prompt = tokenizer.prompt(label.messages());
    } catch (RefusedChatException e) {
      LOG.atWarn()
          .addKeyValue("generation", label.identity().generationId())
          .log("A label is passed over: its messages make no prompt");
      return Optional.empty();
    }
    int[] chosen = tokenizer.response(label.edited().get());
    int[] rejected = kind == MemberKind.SFT ? null : tokenizer.response(label.response());
    Example example = new Example(prompt, chosen, rejected, label.cost());
    boolean needsPair = kind == MemberKind.DPO || kind == MemberKind.RL;
    boolean usable = example.length() <= maxTokens && (!needsPair || example.isPair());
    return usable ? Optional.of(example) : Optional.empty();
  }
}
