package dev.medley.lab.protocol;

import dev.medley.lab.users.Reaction;
import dev.medley.lab.users.SimulatedUser;
import dev.medley.lab.users.Situation;
import dev.medley.lab.users.Strength;
import dev.medley.lab.users.Taste;
import dev.medley.learner.model.CostModel;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.generation.SamplingParameters;
import dev.medley.lm.loss.Draft;
import dev.medley.lm.torch.Precision;
import dev.medley.schemas.edits.Charge;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * How pessimistic the RL member's cost model is: a strong user of four styles edits the base's
 * greedy responses, the cost model learns those charges, and f̄ (κ = 1) is compared with what the
 * user would do to other responses. A program: arguments are how many labels for each task.
 *
 * @param another share of the greedy responses to another logged context for which f̄ is at least
 *     the charge
 * @param above mean of f̄ − charge over responses to logged contexts, sampled at temperature 1
 * @param rank Spearman's correlation of f̄ and charge over those
 */
record Pessimism(double another, double above, double rank) {
  private static final int TOKENS = 192;
  private static final int ROWS = 40;

  static Pessimism measure(LanguageModel model, String task, int labels) {
    SimulatedUser user = SimulatedUser.ofSources(task, Strength.STRONG, Taste.OWN, 0);
    List<Situation> logged = Contexts.draw(task, Contexts.Part.LOG, 1, labels);
    List<String> drafts = Responder.respond(model, null, logged, TOKENS);
    CostModel costs = new CostModel(model.config().hiddenSize(), 1, Map.of());
    for (int i = 0; i < labels; i++) {
      Draft draft = draft(model, logged.get(i), drafts.get(i));
      costs.learn(features(model, draft), draft, charge(user, logged.get(i), drafts.get(i)));
    }
    List<String> sampled = sample(model, logged);
    double another = 0;
    double[] found = new double[labels];
    double[] truth = new double[labels];
    for (int i = 0; i < labels; i++) {
      String other = drafts.get((i + 1) % labels);
      double bound = bound(model, costs, logged.get(i), other);
      another += bound >= charge(user, logged.get(i), other) ? 1.0 / labels : 0;
      found[i] = bound(model, costs, logged.get(i), sampled.get(i));
      truth[i] = charge(user, logged.get(i), sampled.get(i));
    }
    double above = Arrays.stream(found).sum() - Arrays.stream(truth).sum();
    return new Pessimism(another, above / labels, spearman(found, truth));
  }

  private static List<String> sample(LanguageModel model, List<Situation> situations) {
    SplittableRandom seeds = new SplittableRandom(5);
    List<String> texts = new ArrayList<>();
    for (int from = 0; from < situations.size(); from += ROWS) {
      List<int[]> prompts =
          situations.subList(from, Math.min(from + ROWS, situations.size())).stream()
              .map(situation -> model.tokenizer().prompt(situation.messages()))
              .toList();
      List<SamplingParameters> sampling =
          prompts.stream()
              .map(p -> new SamplingParameters(1, 1, TOKENS, seeds.nextLong()))
              .toList();
      model.generate(prompts, null, sampling).forEach(row -> texts.add(row.text()));
    }
    return texts;
  }

  private static double bound(
      LanguageModel model, CostModel costs, Situation situation, String text) {
    Draft draft = draft(model, situation, text);
    return costs.charge(features(model, draft), draft, 1);
  }

  private static Draft draft(LanguageModel model, Situation situation, String text) {
    return new Draft(
        model.tokenizer().prompt(situation.messages()), model.tokenizer().response(text));
  }

  private static float[] features(LanguageModel model, Draft draft) {
    return model.features(List.of(draft)).get(0);
  }

  private static double charge(SimulatedUser user, Situation situation, String text) {
    Reaction reaction = user.react(situation, text);
    return reaction.text().map(edited -> Charge.of(text, edited)).orElse(Charge.ACCEPTED);
  }

  private static double spearman(double[] a, double[] b) {
    return pearson(ranks(a), ranks(b));
  }

  /** Equal numbers share the mean of their ranks. */
  private static double[] ranks(double[] values) {
    return Arrays.stream(values)
        .map(
            v ->
                Arrays.stream(values).filter(other -> other < v).count()
                    + Arrays.stream(values).filter(other -> other == v).count() / 2.0)
        .toArray();
  }

  private static double pearson(double[] a, double[] b) {
    double meanA = Arrays.stream(a).average().orElseThrow();
    double meanB = Arrays.stream(b).average().orElseThrow();
    double both =
        IntStream.range(0, a.length).mapToDouble(i -> (a[i] - meanA) * (b[i] - meanB)).sum();
    double squareA = Arrays.stream(a).map(v -> (v - meanA) * (v - meanA)).sum();
    double squareB = Arrays.stream(b).map(v -> (v - meanB) * (v - meanB)).sum();
    return both / Math.sqrt(squareA * squareB);
  }

  public static void main(String[] arguments) {
    try (LanguageModel model =
        LanguageModel.load(Path.of("..", "lm", "model"), Precision.FLOAT32)) {
      for (String labels : arguments) {
        for (String task : List.of("email", "summary")) {
          System.out.println(
              "%s, %s labels: %s"
                  .formatted(task, labels, measure(model, task, Integer.parseInt(labels))));
        }
      }
    }
  }
}
