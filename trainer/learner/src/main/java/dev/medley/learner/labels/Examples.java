package dev.medley.learner.labels;

import dev.medley.learner.settings.MemberKind;
import dev.medley.lm.chat.ChatTokenizer;
import dev.medley.lm.chat.RefusedChatException;
import dev.medley.lm.loss.Draft;
import dev.medley.lm.loss.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Labels as tokens, for one kind of member. */
public final class Examples {
  private static final Logger LOG = LoggerFactory.getLogger(Examples.class);

  private final ChatTokenizer tokenizer;
  private final MemberKind kind;
  private final int maxTokens;
  private final double hunkWeight;

  public Examples(ChatTokenizer tokenizer, MemberKind kind, int maxTokens, double hunkWeight) {
    this.tokenizer = tokenizer;
    this.kind = kind;
    this.maxTokens = maxTokens;
    this.hunkWeight = hunkWeight;
  }

  /**
   * Empty where there is nothing to learn: the response was discarded, so there is no y'; the
   * member compares y with y' and they are equal; the model's chat template refuses the context; or
   * the label has more tokens than are allowed.
   */
  public Optional<Example> of(Label label) {
    Optional<int[]> prompt =
        label.edited().isEmpty() || tooLong(label) ? Optional.empty() : prompt(label);
    if (prompt.isEmpty()) {
      return Optional.empty();
    }
    int[] chosen = tokenizer.response(label.edited().get());
    int[] rejected =
        switch (kind) {
          case SFT -> null;
          case DPO, EARLY, RL, EDIT_DISTANCE -> label.isAccepted() ? chosen : draft(label);
        };
    Example example = new Example(prompt.get(), chosen, rejected, label.charge(), weights(label));
    boolean needsPair = kind == MemberKind.DPO || kind == MemberKind.RL;
    boolean usable = example.length() <= maxTokens && (!needsPair || example.isPair());
    return usable ? Optional.of(example) : Optional.empty();
  }

  /**
   * What a cost label says of the response itself, discarded ones and untouched ones included;
   * empty where the template refuses the context or there are too many tokens.
   */
  public Optional<CostLabel> cost(Label label) {
    Optional<int[]> prompt = tooLong(label) ? Optional.empty() : prompt(label);
    if (prompt.isEmpty()) {
      return Optional.empty();
    }
    Draft draft = new Draft(prompt.get(), draft(label));
    Draft edited =
        label.edited().map(text -> new Draft(prompt.get(), tokenizer.response(text))).orElse(null);
    boolean usable =
        draft.length() <= maxTokens && (edited == null || edited.length() <= maxTokens);
    return usable ? Optional.of(new CostLabel(draft, label.charge(), edited)) : Optional.empty();
  }

  /** The response's tokens: of one that was cut, nobody chose an end. */
  private int[] draft(Label label) {
    String response = label.response();
    int[] tokens = tokenizer.encode(response);
    return label.cut() && !label.isAccepted() && tokens.length > 0
        ? tokens
        : tokenizer.response(response);
  }

  private float[] weights(Label label) {
    return hunkWeight == 1
        ? null
        : HunkWeights.of(tokenizer, label.response(), label.edited().orElseThrow(), hunkWeight);
  }

  /**
   * The context as tokens, where responses are to be seen beside the user's text; empty where the
   * template refuses it, or where there is no room for a response or for that text.
   */
  public Optional<int[]> asked(Label label) {
    if (tooLong(label)) {
      return Optional.empty();
    }
    return prompt(label)
        .filter(this::hasRoom)
        .filter(
            prompt ->
                label.edited().isEmpty()
                    || prompt.length + tokenizer.response(label.edited().get()).length
                        <= maxTokens);
  }

  /** Whether a prompt leaves room for a response. */
  public boolean hasRoom(int[] prompt) {
    return prompt.length < maxTokens;
  }

  /** Told by bytes, as tokenizing a text of a megabyte would hold up the training thread. */
  private boolean tooLong(Label label) {
    List<String> texts = new ArrayList<>();
    label.messages().forEach(message -> texts.add(message.content()));
    texts.add(label.response());
    long asked = tokenizer.leastTokens(texts);
    texts.set(texts.size() - 1, label.edited().orElse(""));
    return Math.max(asked, tokenizer.leastTokens(texts)) > maxTokens;
  }

  private Optional<int[]> prompt(Label label) {
    try {
      return Optional.of(tokenizer.prompt(label.messages()));
    } catch (RefusedChatException e) {
      LOG.atWarn()
          .addKeyValue("generation", label.identity().generationId())
          .log("A label is passed over: its messages make no prompt");
      return Optional.empty();
    }
  }
}
