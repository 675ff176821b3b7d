package dev.medley.lab.online;

import dev.medley.ensemble.AdaptiveBound;
import dev.medley.ensemble.ArmState;
import dev.medley.ensemble.LateEnsemble;
import dev.medley.ensemble.Prior;
import dev.medley.lab.protocol.Contexts;
import dev.medley.lab.protocol.Method;
import dev.medley.lab.protocol.Plan;
import dev.medley.lab.protocol.Responder;
import dev.medley.lab.protocol.Scale;
import dev.medley.lab.protocol.Setting;
import dev.medley.lab.protocol.Users;
import dev.medley.lab.users.Action;
import dev.medley.lab.users.DriftingUser;
import dev.medley.lab.users.Reaction;
import dev.medley.lab.users.Situation;
import dev.medley.learner.OfflineEdit;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.generation.GeneratedRow;
import dev.medley.lm.generation.GenerationBatch;
import dev.medley.lm.generation.GenerationRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Rounds of LATE (ours) while its members learn from every edit. A few users ask at a time, so that
 * their answers are generated together; what they edit is known before the next ones ask. The gate
 * is not asked: what is due is published.
 */
final class OnlineRounds {
  private static final int AT_A_TIME = 8;

  private final Plan plan;
  private final Users users;
  private final Scale scale;
  private final Setting setting;
  private final OnlineUser user;
  private final int interval;

  /**
   * @param interval rounds from one publication to the next; 0 for members that learn nothing
   */
  OnlineRounds(
      Plan plan, Users users, Scale scale, Setting setting, OnlineUser user, int interval) {
    this.plan = plan;
    this.users = users;
    this.scale = scale;
    this.setting = setting;
    this.user = user;
    this.interval = interval;
  }

  OnlineRun run(LanguageModel model, int seed, int rounds) {
    List<Situation> situations =
        Contexts.draw(setting.task(), Contexts.Part.ROUNDS, 200 + seed, rounds);
    Map<Method, Learning> members = Learning.all(plan, model, setting, scale, interval > 0);
    try {
      Rounds played = new Rounds(model, members, seed, rounds);
      for (int t = 0; t < rounds; t += AT_A_TIME) {
        played.play(situations, t, Math.min(t + AT_A_TIME, rounds));
      }
      return played.result;
    } finally {
      members.values().forEach(Learning::close);
    }
  }

  /** The state of one seed. */
  private final class Rounds {
    private final LanguageModel model;
    private final Map<Method, Learning> members;
    private final LateEnsemble ensemble = new LateEnsemble(AdaptiveBound.DEFAULT, 0, 0.01);
    private final Map<String, ArmState> arms = new HashMap<>();
    private final SplittableRandom random;
    private final DriftingUser editor;
    private final DriftingUser judge;
    private int publications;
    private OnlineRun result =
        new OnlineRun(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), 0);

    Rounds(LanguageModel model, Map<Method, Learning> members, int seed, int rounds) {
      this.model = model;
      this.editor = user.edits(users, setting.task(), rounds);
      this.judge = user.judges(users, setting.task(), rounds);
      this.members = members;
      this.random = new SplittableRandom(seed);
      for (Method member : members.keySet()) {
        double believed = plan.trained(setting, member.kind()).editCost();
        Prior prior = believed >= 0 ? new Prior(believed, 1) : Prior.NONE;
        arms.put(member.name(), ArmState.UNPLAYED.withPrior(prior));
      }
    }

    void play(List<Situation> situations, int from, int to) {
      List<Method> chosen = new ArrayList<>();
      List<GenerationRequest> requests = new ArrayList<>();
      for (int t = from; t < to; t++) {
        String arm = ensemble.choose(arms, random).arm();
        arms.computeIfPresent(arm, (name, state) -> state.withWaiting(state.waiting() + 1));
        chosen.add(Method.valueOf(arm));
        int[] prompt = model.tokenizer().prompt(situations.get(t).messages());
        requests.add(
            new GenerationRequest(
                prompt,
                members.get(Method.valueOf(arm)).served(),
                Responder.greedy(model, prompt.length, scale.responseTokens())));
      }
      List<String> responses = generate(requests);
      for (int t = from; t < to; t++) {
        settle(situations.get(t), t, chosen.get(t - from), responses.get(t - from));
      }
      if (interval > 0 && to / interval > from / interval) {
        members.values().forEach(Learning::publish);
        publications++;
      }
      result = new OnlineRun(result.costs(), result.facts(), result.arms(), publications);
    }

    private List<String> generate(List<GenerationRequest> requests) {
      try (GenerationBatch generation = model.newGeneration()) {
        List<GeneratedRow> rows = generation.add(requests);
        generation.finish();
        return rows.stream().map(GeneratedRow::text).toList();
      }
    }

    private void settle(Situation situation, int round, Method arm, String response) {
      Reaction edit = editor.at(round).react(situation, response);
      Reaction worth = judge.at(round).react(situation, response);
      result.costs().add(worth.cost());
      result.facts().add(worth.facts());
      result.arms().add(arm);
      ArmState state = arms.get(arm.name()).withWaiting(arms.get(arm.name()).waiting() - 1);
      if (edit.action() == Action.SILENT) {
        arms.put(arm.name(), state);
        return;
      }
      arms.put(arm.name(), state.withCosts(state.costs().plus(round, edit.cost())));
      OfflineEdit label =
          new OfflineEdit(
              "round-" + round, situation.messages(), response, edit.text().orElse(response));
      members.values().forEach(member -> member.learn(label));
    }
  }
}
