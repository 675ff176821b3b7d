package dev.medley.learner.gate;

import dev.medley.learner.labels.ContextHash;
import dev.medley.learner.memory.HeldOut;
import dev.medley.learner.memory.HeldOutExamples;
import dev.medley.learner.settings.GateSettings;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.lm.loss.Example;
import dev.medley.lm.loss.Loss;
import dev.medley.schemas.checkpoints.HeldOutFigures;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds back a checkpoint that is worse than its parent on held-out contexts: where the whole 95 %
 * interval of the mean difference in edit cost, context by context, is above the tolerance. But y'
 * stays near the draft that it was made of, the more so where a user left much alone, and so do
 * costs. A checkpoint that leans toward what users made therefore passes: one whose responses are
 * nearer to y' than to the parent's responses, by its whole interval, and cost less than writing
 * anew.
 *
 * <p>With fewer than {@value #ENOUGH} contexts an interval says too little: then only a log-loss
 * far above the base's holds it back. Whatever is not finite does, too.
 */
public final class Gate {
  public static final int ENOUGH = 16;
  private static final double MOST_NATS_OVER_BASE = 1;
  // From a text that has nothing of y', the edit cost is at least 1.
  private static final double WRITTEN_ANEW = 1;
  private static final int ROWS = 8;
  private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

  /**
   * What the gate says of a candidate.
   *
   * @param passes whether it may be published
   * @param figures on held-out labels, by the names of the checkpoint's map
   * @param responses the candidate's, by context; none where there are too few contexts
   */
  public record Verdict(
      boolean passes, Map<String, Double> figures, Map<ContextHash, String> responses) {}

  private final GateSettings settings;
  private final LanguageModel model;
  private final HeldOutResponses heldOutResponses;

  public Gate(GateSettings settings, LanguageModel model) {
    this.settings = settings;
    this.model = model;
    this.heldOutResponses = new HeldOutResponses(model);
  }

  /**
   * Judges a candidate. The parent's responses are kept among the held-out examples.
   *
   * @param parent weights of the newest checkpoint; null for the base
   * @param seed of the bootstrap
   */
  public Verdict judge(
      LoraAdapter candidate, LoraAdapter parent, HeldOutExamples heldOut, long seed) {
    List<HeldOut> kept = heldOut.all();
    if (kept.isEmpty()) {
      return new Verdict(true, Map.of(), Map.of());
    }
    List<Example> examples = kept.stream().map(HeldOut::example).toList();
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put(HeldOutFigures.LOSS, loss(examples, candidate));
    figures.put(HeldOutFigures.BASE_LOSS, loss(examples, null));
    figures.put(HeldOutFigures.SAMPLES, (double) kept.size());
    // Responses take most of a gate's time, and so few of them would decide nothing.
    Map<ContextHash, String> responses =
        kept.size() < ENOUGH ? Map.of() : compare(candidate, parent, heldOut, seed, figures);
    return new Verdict(passes(figures), figures, responses);
  }

  /** Adds the figures of the responses' edit cost; returns the candidate's by context. */
  private Map<ContextHash, String> compare(
      LoraAdapter candidate,
      LoraAdapter parent,
      HeldOutExamples heldOut,
      long seed,
      Map<String, Double> figures) {
    List<HeldOut> kept = heldOut.all();
    List<Example> examples = kept.stream().map(HeldOut::example).toList();
    List<String> responses = heldOutResponses.of(candidate, examples);
    List<String> parents = parentResponses(parent, kept);
    List<String> edited =
        examples.stream().map(example -> model.tokenizer().decode(example.chosen())).toList();
    figures.putAll(EditFigures.of(responses, parents, edited, seed));
    Map<ContextHash, String> byContext = new LinkedHashMap<>();
    for (int i = 0; i < kept.size(); i++) {
      byContext.put(kept.get(i).context(), responses.get(i));
      heldOut.parentResponse(kept.get(i).context(), parents.get(i));
    }
    return byContext;
  }

  private boolean passes(Map<String, Double> figures) {
    boolean finite = figures.values().stream().allMatch(Double::isFinite);
    boolean worse =
        figures.get(HeldOutFigures.SAMPLES) < ENOUGH
            ? figures.get(HeldOutFigures.LOSS)
                > figures.get(HeldOutFigures.BASE_LOSS) + MOST_NATS_OVER_BASE
            : figures.get(HeldOutFigures.EDIT_COST_CHANGE + HeldOutFigures.LOW)
                    > settings.tolerance()
                && !leansToUsers(figures);
    if (!finite || worse) {
      LOG.atWarn().addKeyValue("figures", figures).log("The gate holds a checkpoint back");
    }
    return finite && !worse;
  }

  private static boolean leansToUsers(Map<String, Double> figures) {
    return figures.get(HeldOutFigures.EDIT_LEAN + HeldOutFigures.HIGH) < 0
        && figures.get(HeldOutFigures.EDIT_COST) < WRITTEN_ANEW;
  }

  private List<String> parentResponses(LoraAdapter parent, List<HeldOut> kept) {
    List<Example> unknown =
        kept.stream().filter(h -> h.parentResponse() == null).map(HeldOut::example).toList();
    Iterator<String> found = heldOutResponses.of(parent, unknown).iterator();
    return kept.stream()
        .map(h -> h.parentResponse() == null ? found.next() : h.parentResponse())
        .toList();
  }

  /** Nats a token over all of y'. */
  private double loss(List<Example> examples, LoraAdapter adapter) {
    double sum = 0;
    long tokens = 0;
    for (int from = 0; from < examples.size(); from += ROWS) {
      List<Example> rows = examples.subList(from, Math.min(examples.size(), from + ROWS));
      long count = rows.stream().mapToLong(example -> example.chosen().length).sum();
      sum += count * model.loss(new Loss.Sft(), rows, adapter).loss();
      tokens += count;
    }
    return sum / tokens;
  }
}
