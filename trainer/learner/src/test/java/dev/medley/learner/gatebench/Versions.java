package dev.medley.learner.gatebench;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.medley.learner.gate.Response;
import dev.medley.learner.labels.HunkWeights;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.corpus.Situation;
import dev.medley.lm.corpus.Split;
import dev.medley.lm.corpus.Task;
import dev.medley.lm.generation.EndReason;
import dev.medley.lm.generation.GeneratedRow;
import dev.medley.lm.generation.SamplingParameters;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.lm.lora.LoraConfig;
import dev.medley.lm.loss.Example;
import dev.medley.lm.loss.Loss;
import dev.medley.lm.torch.AdamW;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Members of the shipped model as they learn from simulated users of one task, and what each of
 * their versions answers to the same contexts. Answers are kept in a folder, a file a version, so
 * that a run goes on where it was.
 */
final class Versions {
  /** Contexts on which alone a version is called honest; the first that are asked. */
  static final int FRESH = 400;

  /** Contexts after them whose answers the gate may see. */
  static final int POOL = 128;

  /** More of them, for the base and a member that is at rest. */
  static final int WIDE = 272;

  /**
   * Optimiser steps after which a member is a version: while it learns, and as it comes to rest.
   */
  private static final List<Integer> STEPS = List.of(60, 110, 160, 200, 230, 260);

  /** Versions of each member. */
  static final int COUNT = STEPS.size();

  private static final int BATCH = 4;
  private static final int LABELS = BATCH * 260;
  private static final int ROWS = 40;
  private static final int MOST_TOKENS = 192;
  private static final double RATE = 0.005;
  private static final double REST = 0.0008;
  private static final double HUNK_WEIGHT = 3;
  private static final Set<String> WIDE_MEMBERS = Set.of("sft-strong-5", "sft-strong-6");
  private static final TypeReference<List<Response>> ANSWERS = new TypeReference<>() {};

  private final ObjectMapper json = new ObjectMapper();
  private final LanguageModel model;
  private final Task task;
  private final Path folder;
  private final List<Situation> log;
  private final List<Situation> asked;

  Versions(LanguageModel model, Task task, Path folder, long seed) {
    this.model = model;
    this.task = task;
    this.folder = folder.resolve(task.name() + "-" + seed);
    List<Situation> all = draw(task, seed, FRESH + POOL + WIDE + LABELS);
    this.asked = all.subList(0, FRESH + POOL + WIDE);
    this.log = all.subList(FRESH + POOL + WIDE, all.size());
  }

  /** Different contexts, of all kinds. */
  static List<Situation> draw(Task task, long seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    Set<String> seen = new HashSet<>();
    List<Situation> drawn = new ArrayList<>();
    while (drawn.size() < count) {
      Situation situation = task.draw(Split.HELD_OUT, random);
      if (seen.add(situation.messages().get(0).content())) {
        drawn.add(situation);
      }
    }
    return drawn;
  }

  /** Those that are fresh, the pool, and what only some versions answer. */
  List<Situation> asked() {
    return asked;
  }

  /** Answers by version, the base's first, then each member's in the order of its learning. */
  Map<String, List<Response>> answers(List<String> members) throws IOException {
    Files.createDirectories(folder);
    Map<String, List<Response>> answers = new LinkedHashMap<>();
    answers.put("base", answers("base", null));
    for (String member : members) {
      learn(member, answers);
    }
    return answers;
  }

  private void learn(String member, Map<String, List<Response>> answers) throws IOException {
    List<String> names =
        IntStream.rangeClosed(1, STEPS.size()).mapToObj(v -> member + "-" + v).toList();
    if (names.stream().allMatch(name -> Files.exists(file(name)))) {
      for (String name : names) {
        answers.put(name, answers(name, null));
      }
      return;
    }
    boolean strong = member.contains("strong");
    Loss loss = member.startsWith("early") ? new Loss.Early(0.1, 1) : new Loss.Sft();
    List<Example> examples = labels(new Reader(strong));
    try (LoraAdapter adapter = model.newAdapter(LoraConfig.ofRank(8), 1);
        AdamW optimizer = model.optimizer(adapter, new AdamW.Settings(0.9, 0.99, 1e-8, 0.01))) {
      for (int step = 0; step < STEPS.get(STEPS.size() - 1); step++) {
        double rate = step < STEPS.get(2) ? RATE * Math.min(1, (step + 1) / 10.0) : REST;
        List<Example> batch = examples.subList(step * BATCH, (step + 1) * BATCH);
        model.step(loss, batch, adapter, optimizer, rate, 1);
        int version = STEPS.indexOf(step + 1);
        if (version >= 0) {
          answers.put(names.get(version), answers(names.get(version), adapter));
        }
      }
    }
  }

  private List<Example> labels(Reader reader) throws IOException {
    List<Response> drafts = answers("drafts", log, null);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < log.size(); i++) {
      String draft = drafts.get(i).text();
      String edited = reader.edit(log.get(i), draft, i);
      int[] prompt = model.tokenizer().prompt(log.get(i).messages());
      int[] rejected = model.tokenizer().response(draft);
      float[] weights = HunkWeights.of(model.tokenizer(), draft, edited, HUNK_WEIGHT);
      int[] chosen = model.tokenizer().response(edited);
      examples.add(new Example(prompt, chosen, rejected, 0, weights));
    }
    return examples;
  }

  private Path file(String name) {
    return folder.resolve(name + ".json");
  }

  private List<Response> answers(String name, LoraAdapter adapter) throws IOException {
    boolean wide = name.equals("base") || WIDE_MEMBERS.contains(name);
    return answers(name, wide ? asked : asked.subList(0, FRESH + POOL), adapter);
  }

  private List<Response> answers(String name, List<Situation> contexts, LoraAdapter adapter)
      throws IOException {
    if (Files.exists(file(name))) {
      return json.readValue(file(name).toFile(), ANSWERS);
    }
    long began = System.nanoTime();
    List<Response> answers = respond(contexts, adapter);
    double facts =
        IntStream.range(0, answers.size())
            .mapToDouble(i -> contexts.get(i).fidelity(answers.get(i).text()))
            .average()
            .orElseThrow();
    System.err.printf(
        "%s %s: %d answers in %.0f s, facts right %.3f%n",
        task.name(), name, answers.size(), (System.nanoTime() - began) / 1e9, facts);
    Path part = folder.resolve(name + ".part");
    json.writeValue(part.toFile(), answers);
    Files.move(part, file(name));
    return answers;
  }

  private List<Response> respond(List<Situation> contexts, LoraAdapter adapter) {
    List<Response> answers = new ArrayList<>();
    for (int from = 0; from < contexts.size(); from += ROWS) {
      List<int[]> prompts =
          contexts.subList(from, Math.min(contexts.size(), from + ROWS)).stream()
              .map(context -> model.tokenizer().prompt(context.messages()))
              .toList();
      List<SamplingParameters> sampling =
          prompts.stream()
              .map(p -> Math.min(MOST_TOKENS, model.config().maxPositionEmbeddings() - p.length))
              .map(SamplingParameters::greedy)
              .toList();
      for (GeneratedRow row : model.generate(prompts, adapter, sampling)) {
        boolean cut = row.endReason().orElseThrow() != EndReason.STOP;
        answers.add(new Response(row.text(), cut));
      }
    }
    return answers;
  }
}
