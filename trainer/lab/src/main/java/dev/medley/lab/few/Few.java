package dev.medley.lab.few;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.medley.lab.protocol.Contexts;
import dev.medley.lab.protocol.Responder;
import dev.medley.lab.users.Reaction;
import dev.medley.lab.users.Situation;
import dev.medley.lab.users.User;
import dev.medley.lab.work.Unit;
import dev.medley.lab.work.Work;
import dev.medley.learner.LearningOptions;
import dev.medley.learner.OfflineEdit;
import dev.medley.learner.OfflineMember;
import dev.medley.learner.settings.GateSettings;
import dev.medley.learner.settings.Hyperparameters;
import dev.medley.lm.LanguageModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Members that learn from the first edits of one user, as units of work. All edits are of the
 * base's drafts, so that every member has the same; a part of the contexts is held out, as in the
 * trainer, but no gate is asked.
 */
final class Few {
  private static final TypeReference<Base> BASE = new TypeReference<>() {};
  private static final TypeReference<Learnt> LEARNT = new TypeReference<>() {};
  private static final double SECONDS_A_RESPONSE = 0.05;
  private static final double SECONDS_A_LABEL = 0.2;

  /** What the base answers to the contexts of edits, and to those that members are measured on. */
  record Base(List<String> drafts, List<String> responses) {}

  private final Work work;
  private final FewScale scale;

  Few(Work work, FewScale scale) {
    this.work = work;
    this.scale = scale;
  }

  List<List<Unit>> units() {
    List<Unit> bases = new ArrayList<>();
    List<Unit> members = new ArrayList<>();
    double responses = SECONDS_A_RESPONSE * (scale.edits() + scale.contexts());
    for (String task : scale.tasks()) {
      for (long seed : scale.seeds()) {
        bases.add(new Unit(base(task, seed), responses, model -> base(model.get(), task, seed)));
      }
    }
    double seconds =
        SECONDS_A_LABEL * scale.edits()
            + SECONDS_A_RESPONSE * scale.contexts() * FewScale.AFTER.size();
    for (Cell cell : scale.cells()) {
      for (long seed : scale.seeds()) {
        members.add(new Unit(cell.name(seed), seconds, model -> learn(model.get(), cell, seed)));
      }
    }
    return List.of(bases, members);
  }

  private static String base(String task, long seed) {
    return "base/%s-%d".formatted(task, seed);
  }

  private List<Situation> edited(String task, long seed) {
    return Contexts.draw(task, Contexts.Part.LOG, 1000 + seed, scale.edits());
  }

  private List<Situation> measured(String task, long seed) {
    return Contexts.draw(task, Contexts.Part.ROUNDS, 1000 + seed, scale.contexts());
  }

  private Base base(LanguageModel model, String task, long seed) {
    return new Base(
        Responder.respond(model, null, edited(task, seed), scale.responseTokens()),
        Responder.respond(model, null, measured(task, seed), scale.responseTokens()));
  }

  private List<OfflineEdit> edits(Cell cell, long seed) {
    List<Situation> situations = edited(cell.task(), seed);
    List<String> drafts = work.read(base(cell.task(), seed), BASE).drafts();
    User user = cell.reader().of(cell.task(), seed);
    List<OfflineEdit> edits = new ArrayList<>();
    for (int i = 0; i < drafts.size(); i++) {
      Reaction reaction = user.react(situations.get(i), drafts.get(i));
      edits.add(
          new OfflineEdit(
              "edit-" + i,
              situations.get(i).messages(),
              drafts.get(i),
              reaction.text().orElse(drafts.get(i))));
    }
    return edits;
  }

  private Learnt learn(LanguageModel model, Cell cell, long seed) {
    List<OfflineEdit> edits = edits(cell, seed);
    List<Situation> situations = measured(cell.task(), seed);
    User user = cell.reader().of(cell.task(), seed);
    List<String> arguments = new ArrayList<>(scale.learning());
    arguments.addAll(List.of("--seed", String.valueOf(seed)));
    Hyperparameters parameters =
        LearningOptions.hyperparameters(arguments, model.config().maxPositionEmbeddings());
    List<Answered> after = new ArrayList<>();
    long nanos = 0;
    try (OfflineMember member =
        new OfflineMember(model, cell.kind(), parameters, GateSettings.DEFAULT)) {
      int from = 0;
      for (int to : FewScale.AFTER) {
        long start = System.nanoTime();
        member.learnAll(edits.subList(from, to));
        nanos += System.nanoTime() - start;
        from = to;
        List<String> responses =
            Responder.respond(model, member.adapter(), situations, scale.responseTokens());
        after.add(Answered.of(user, situations, responses));
      }
    }
    return new Learnt(base(cell, seed), after, nanos / 1e9);
  }

  /** What the base is charged by a cell's user. */
  private Answered base(Cell cell, long seed) {
    return Answered.of(
        cell.reader().of(cell.task(), seed),
        measured(cell.task(), seed),
        work.read(base(cell.task(), seed), BASE).responses());
  }

  FewResults results() {
    Map<Cell, List<Learnt>> learnt = new LinkedHashMap<>();
    for (Cell cell : scale.cells()) {
      learnt.put(cell, scale.seeds().stream().map(s -> work.read(cell.name(s), LEARNT)).toList());
    }
    return new FewResults(scale, learnt);
  }
}
