package dev.medley.learner.gate;

import dev.medley.learner.labels.ContextHash;
import dev.medley.learner.memory.HeldOut;
import dev.medley.learner.memory.Watched;
import dev.medley.learner.settings.GateSettings;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.lm.loss.Example;
import dev.medley.lm.loss.Loss;
import dev.medley.schemas.checkpoints.HeldOutFigures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lets a version and those before it answer the newest contexts, and holds back what its {@link
 * Judge} finds worse. Where users' texts are too few for that, a log-loss far above the base's
 * holds back, too.
 */
public final class Gate {
  private static final double MOST_NATS_OVER_BASE = 1;
  private static final int ROWS = 8;

  /**
   * What the gate says of a candidate.
   *
   * @param heldBackBy why it may not be published; empty where it may
   * @param figures by the names of the checkpoint's map
   * @param bests the best versions before it
   * @param responses the candidate's, by context
   */
  public record Verdict(
      List<Rule> heldBackBy,
      Map<String, Double> figures,
      Bests bests,
      Map<ContextHash, Response> responses) {
    public boolean passes() {
      return heldBackBy.isEmpty();
    }
  }

  private final LanguageModel model;
  private final Judge judge;
  private final Answers answers;

  public Gate(GateSettings settings, LanguageModel model) {
    this.model = model;
    this.judge = new Judge(settings);
    this.answers = new Answers(model, settings.maxTokens());
  }

  /**
   * Judges a candidate.
   *
   * @param contexts newest last
   */
  public Verdict judge(LoraAdapter candidate, EarlierVersions earlier, List<Watched> contexts) {
    if (contexts.isEmpty()) {
      return new Verdict(List.of(), Map.of(), earlier.bests(), Map.of());
    }
    Map<String, Double> figures = new LinkedHashMap<>();
    List<Rule> broken = new ArrayList<>(losses(candidate, contexts, figures));
    earlier.read();
    answers.keep(earlier.versions(), contexts);
    Map<Long, List<Response>> before = new LinkedHashMap<>();
    for (long version : earlier.versions()) {
      before.put(version, answers.of(version, earlier.weights(version), contexts));
    }
    List<Response> responses = answers.of(candidate, contexts);
    Judge.Opinion opinion =
        judge.judge(
            contexts.stream().map(this::asked).toList(),
            responses,
            new Judge.Earlier(before, earlier.parent(), earlier.bests()));
    figures.putAll(opinion.figures());
    broken.addAll(opinion.heldBackBy());
    Map<ContextHash, Response> byContext = new LinkedHashMap<>();
    for (int i = 0; i < contexts.size(); i++) {
      byContext.put(contexts.get(i).context(), responses.get(i));
    }
    return new Verdict(List.copyOf(broken), figures, opinion.bests(), byContext);
  }

  /** A version was published that answers so; contexts that are not among them it answers anew. */
  public void published(long version, Map<ContextHash, Response> responses) {
    answers.published(version, responses);
  }

  private Asked asked(Watched context) {
    Optional<String> edited =
        context
            .heldOut()
            .map(label -> model.tokenizer().decode(label.example().chosen()))
            .or(context::edited);
    return new Asked(
        model.tokenizer().decode(context.prompt()),
        edited,
        context.heldOut().map(HeldOut::accepted).orElse(false),
        context.author(),
        context.heldOut().isPresent(),
        context.context().half());
  }

  /** Nats a token over all of y', as figures; what they hold back. */
  private List<Rule> losses(
      LoraAdapter candidate, List<Watched> contexts, Map<String, Double> figures) {
    List<Example> examples =
        contexts.stream().flatMap(c -> c.heldOut().stream()).map(HeldOut::example).toList();
    figures.put(HeldOutFigures.SAMPLES, (double) examples.size());
    if (examples.isEmpty()) {
      return List.of();
    }
    double loss = loss(examples, candidate);
    double base = loss(examples, null);
    figures.put(HeldOutFigures.LOSS, loss);
    figures.put(HeldOutFigures.BASE_LOSS, base);
    if (!Double.isFinite(loss)) {
      return List.of(Rule.NOT_FINITE);
    }
    boolean few = examples.size() < Judge.ENOUGH;
    return few && loss > base + MOST_NATS_OVER_BASE ? List.of(Rule.LOSS) : List.of();
  }

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
