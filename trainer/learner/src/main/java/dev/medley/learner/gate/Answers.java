package dev.medley.learner.gate;

import dev.medley.learner.labels.ContextHash;
import dev.medley.learner.memory.Watched;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.generation.EndReason;
import dev.medley.lm.generation.GeneratedRow;
import dev.medley.lm.generation.SamplingParameters;
import dev.medley.lm.lora.LoraAdapter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Greedy responses to contexts, to their end, and those that are known of earlier versions, so that
 * each version answers each context once. Not thread-safe.
 */
final class Answers {
  private static final int ROWS = 16;

  private final LanguageModel model;
  private final int maxTokens;
  private final Map<Long, Map<ContextHash, Response>> known = new HashMap<>();
  private final Map<ContextHash, Integer> limits = new HashMap<>();

  /**
   * Knows none yet.
   *
   * @param maxTokens of a response, or twice a user's text's where that is more
   */
  Answers(LanguageModel model, int maxTokens) {
    this.model = model;
    this.maxTokens = maxTokens;
  }

  /**
   * An earlier version's, in the order of the contexts.
   *
   * @param weights null for the base
   */
  List<Response> of(long version, LoraAdapter weights, List<Watched> contexts) {
    Map<ContextHash, Response> found = known.computeIfAbsent(version, v -> new HashMap<>());
    List<Watched> unknown =
        contexts.stream().filter(context -> !found.containsKey(context.context())).toList();
    List<Response> answers = of(weights, unknown);
    for (int i = 0; i < unknown.size(); i++) {
      found.put(unknown.get(i).context(), answers.get(i));
    }
    return contexts.stream().map(context -> found.get(context.context())).toList();
  }

  /** Of weights that have no version yet. */
  List<Response> of(LoraAdapter weights, List<Watched> contexts) {
    List<Watched> byLength =
        contexts.stream().sorted(Comparator.comparing(c -> c.prompt().length)).toList();
    Map<ContextHash, Response> answers = new HashMap<>();
    for (int from = 0; from < byLength.size(); from += ROWS) {
      List<Watched> rows = byLength.subList(from, Math.min(byLength.size(), from + ROWS));
      List<Response> generated = generate(weights, rows);
      for (int row = 0; row < rows.size(); row++) {
        answers.put(rows.get(row).context(), generated.get(row));
      }
    }
    return contexts.stream().map(context -> answers.get(context.context())).toList();
  }

  private List<Response> generate(LoraAdapter weights, List<Watched> rows) {
    List<int[]> prompts = rows.stream().map(Watched::prompt).toList();
    List<SamplingParameters> sampling = new ArrayList<>();
    for (Watched row : rows) {
      sampling.add(SamplingParameters.greedy(limit(row)));
    }
    List<Response> responses = new ArrayList<>();
    for (GeneratedRow row : model.generate(prompts, weights, sampling)) {
      boolean cut = row.endReason().orElseThrow() != EndReason.STOP;
      responses.add(new Response(row.text(), cut));
    }
    return responses;
  }

  private int limit(Watched context) {
    int room = model.config().maxPositionEmbeddings() - context.prompt().length;
    int edited = context.heldOut().map(label -> 2 * label.example().chosen().length).orElse(0);
    return Math.min(room, Math.max(maxTokens, edited));
  }

  /** A version was published that answers so. */
  void published(long version, Map<ContextHash, Response> answers) {
    known.put(version, new HashMap<>(answers));
  }

  /** Forgets what other versions answer, or was answered to other contexts or to other lengths. */
  void keep(Collection<Long> versions, List<Watched> contexts) {
    known.keySet().retainAll(versions);
    List<ContextHash> still = contexts.stream().map(Watched::context).toList();
    known.values().forEach(answers -> answers.keySet().retainAll(still));
    limits.keySet().retainAll(still);
    for (Watched context : contexts) {
      int limit = limit(context);
      Integer before = limits.put(context.context(), limit);
      if (before != null && before != limit) {
        known.values().forEach(answers -> answers.remove(context.context()));
      }
    }
  }
}
