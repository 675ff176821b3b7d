package dev.medley.lab.users;

import dev.medley.learner.labels.CostLabel;
import dev.medley.learner.labels.HunkWeights;
import dev.medley.learner.model.RlLearner;
import dev.medley.learner.settings.Hyperparameters;
import dev.medley.learner.settings.MemberKind;
import dev.medley.learner.settings.RlObjective;
import dev.medley.learner.settings.RlSettings;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.generation.SamplingParameters;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.lm.lora.LoraConfig;
import dev.medley.lm.loss.Draft;
import dev.medley.lm.loss.Example;
import dev.medley.lm.loss.Loss;
import dev.medley.lm.loss.LossValue;
import dev.medley.lm.torch.AdamW;
import dev.medley.lm.torch.Precision;
import dev.medley.schemas.edits.Charge;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A program, no test: what each member's greedy responses cost after it has learnt the same labels
 * once, in one order. The base answers a user's contexts greedily, the user edits, members learn,
 * and then all answer contexts that none has seen.
 *
 * <p>Arguments: task, strength, run's seed, labels, contexts to answer, members (base, sft, dpo,
 * early, pairwise, edit-distance, cost-model, and cost-model-free, which assumes that y' costs 0).
 */
final class Members {
  private static final int BATCH = 4;
  private static final int ROWS = 20;

  private final LanguageModel model;
  private final List<CostLabel> labels = new ArrayList<>();
  private final List<Situation> unseen = new ArrayList<>();
  private final SimulatedUser judge;

  private Members(LanguageModel model, String[] arguments) {
    this.model = model;
    Strength strength = Strength.valueOf(arguments[1]);
    long seed = Long.parseLong(arguments[2]);
    // At test the user is strong, as in the paper.
    this.judge = SimulatedUser.of(arguments[0], Strength.STRONG, seed, 1_000_001);
    SimulatedUser user = SimulatedUser.of(arguments[0], strength, seed, 17 * seed);
    for (int i = 0; i < Integer.parseInt(arguments[4]); i++) {
      unseen.add(judge.next());
    }
    List<Situation> situations = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(arguments[3]); i++) {
      situations.add(user.next());
    }
    List<String> responses = respond(situations, null);
    for (int i = 0; i < responses.size(); i++) {
      Reaction reaction = user.react(situations.get(i), responses.get(i));
      labels.add(label(situations.get(i), responses.get(i), reaction));
    }
  }

  private static Hyperparameters parameters(LanguageModel model, String member) {
    RlSettings rl =
        new RlSettings(
            RlObjective.COST_MODEL,
            Double.parseDouble(System.getProperty("beta", "0.1")),
            Double.parseDouble(System.getProperty("kappa", "1")),
            Integer.getInteger("samples", 4),
            256,
            member.endsWith("-free"));
    return new Hyperparameters(
        LoraConfig.ofRank(8),
        Double.parseDouble(System.getProperty("lr", "0.0005")),
        10,
        0.01,
        1,
        Double.parseDouble(System.getProperty("coefficient", "1")),
        1,
        rl,
        1,
        BATCH,
        0,
        model.config().maxPositionEmbeddings(),
        1);
  }

  private CostLabel label(Situation situation, String response, Reaction reaction) {
    int[] prompt = model.tokenizer().prompt(situation.messages());
    String edited = reaction.text().orElse(response);
    return new CostLabel(
        new Draft(prompt, model.tokenizer().response(response)),
        Charge.of(response, edited),
        new Draft(prompt, model.tokenizer().response(edited)));
  }

  /** Learns all labels, and says what the member's responses cost. */
  private String run(String member) {
    long start = System.nanoTime();
    Hyperparameters parameters = parameters(model, member);
    try (LoraAdapter adapter = model.newAdapter(parameters.lora(), 1);
        AdamW optimizer = model.optimizer(adapter, new AdamW.Settings(0.9, 0.99, 1e-8, 0.01))) {
      RlLearner rl =
          new RlLearner(
              model,
              member.equals("edit-distance") ? MemberKind.EDIT_DISTANCE : MemberKind.RL,
              adapter,
              optimizer,
              parameters,
              Map.of());
      for (int i = 0; i + BATCH <= labels.size() && !member.equals("base"); i += BATCH) {
        List<CostLabel> batch = labels.subList(i, i + BATCH);
        Optional<LossValue> value =
            member.startsWith("cost-model") || member.equals("edit-distance")
                ? rl.learn(batch, parameters.learningRateAt(optimizer.steps()))
                : step(member, parameters, batch, adapter, optimizer);
        int learnt = i + BATCH;
        if (learnt % 100 == 0 && learnt < labels.size()) {
          System.out.println(member + " after " + learnt + ": " + figures(adapter));
        }
        if (Boolean.getBoolean("verbose") && learnt % 40 == 0) {
          System.out.println(learnt + " " + value);
        }
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      return "%-16s %s, %d steps, %.0f s"
          .formatted(member, figures(adapter), optimizer.steps(), seconds);
    }
  }

  private Optional<LossValue> step(
      String member,
      Hyperparameters parameters,
      List<CostLabel> batch,
      LoraAdapter adapter,
      AdamW optimizer) {
    Loss loss =
        switch (member) {
          case "sft", "sft-hunks" -> new Loss.Sft();
          case "dpo" -> new Loss.Dpo(parameters.dpoBeta());
          case "early" -> new Loss.Early(parameters.dpoBeta(), parameters.lambda());
          case "pairwise" -> new Loss.Pairwise(parameters.rl().beta());
          default -> throw new IllegalArgumentException(member + " is no member");
        };
    boolean hunks = member.endsWith("-hunks");
    List<Example> examples = batch.stream().map(label -> example(label, hunks)).toList();
    boolean pairsOnly = loss instanceof Loss.Dpo || loss instanceof Loss.Pairwise;
    if (pairsOnly && examples.stream().noneMatch(Example::isPair)) {
      return Optional.empty();
    }
    double rate =
        parameters.learningRate()
            * Math.min(1, (optimizer.steps() + 1) / (double) parameters.warmupSteps());
    return Optional.of(
        model.step(loss, examples, adapter, optimizer, rate, parameters.maxGradientNorm()));
  }

  private Example example(CostLabel label, boolean hunks) {
    String draft = model.tokenizer().decode(label.draft().response());
    String edited = model.tokenizer().decode(label.edited().response());
    return new Example(
        label.draft().prompt(),
        label.edited().response(),
        label.draft().response(),
        (float) label.charge(),
        hunks
            ? HunkWeights.of(model.tokenizer(), draft, edited, Integer.getInteger("hunkWeight", 3))
            : null);
  }

  private String figures(LoraAdapter adapter) {
    List<String> responses = respond(unseen, adapter);
    double cost = 0;
    double square = 0;
    double facts = 0;
    double words = 0;
    int n = unseen.size();
    for (int i = 0; i < n; i++) {
      Reaction reaction = judge.react(unseen.get(i), responses.get(i));
      cost += reaction.cost() / n;
      square += reaction.cost() * reaction.cost() / n;
      facts += reaction.facts() / n;
      words += reaction.words() / (double) n;
    }
    double error = Math.sqrt((square - cost * cost) / n);
    return "cost %.3f ± %.3f, facts %.3f, words %.1f".formatted(cost, error, facts, words);
  }

  private List<String> respond(List<Situation> situations, LoraAdapter adapter) {
    List<String> responses = new ArrayList<>();
    for (int from = 0; from < situations.size(); from += ROWS) {
      List<int[]> prompts =
          situations.subList(from, Math.min(from + ROWS, situations.size())).stream()
              .map(situation -> model.tokenizer().prompt(situation.messages()))
              .toList();
      List<SamplingParameters> sampling =
          prompts.stream()
              .map(p -> Math.min(256, model.config().maxPositionEmbeddings() - p.length))
              .map(SamplingParameters::greedy)
              .toList();
      model.generate(prompts, adapter, sampling).forEach(row -> responses.add(row.text()));
    }
    return responses;
  }

  public static void main(String[] arguments) {
    try (LanguageModel model =
        LanguageModel.load(
            Path.of("..", "lm", "model"),
            Precision.valueOf(System.getProperty("precision", "BFLOAT16")))) {
      Members members = new Members(model, arguments);
      for (String member : List.of(arguments).subList(5, arguments.length)) {
        System.out.println(members.run(member));
      }
    }
  }
}
