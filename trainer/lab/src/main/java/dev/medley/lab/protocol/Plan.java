package dev.medley.lab.protocol;

import static java.util.Comparator.comparingDouble;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.medley.lab.users.Reaction;
import dev.medley.lab.users.Situation;
import dev.medley.lab.users.User;
import dev.medley.lab.work.Unit;
import dev.medley.lab.work.Work;
import dev.medley.learner.OfflineEdit;
import dev.medley.learner.settings.MemberKind;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.lora.LoraAdapter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Protocol 1 as units of work: the base's drafts and what users make of them, hyper-parameters, the
 * members of each setting, and what each arm answers in the rounds. Arms are frozen, so that a
 * round is but a look-up; contexts, the base's answers and members are shared by all that need
 * them.
 */
public final class Plan {
  /** Points are tried on this setting alone. */
  public static final Setting TUNED_ON = Setting.ALL.get(2);

  private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};
  private static final TypeReference<List<OfflineEdit>> LOG = new TypeReference<>() {};
  private static final TypeReference<Trained> TRAINED = new TypeReference<>() {};
  private static final TypeReference<Judgement> JUDGEMENT = new TypeReference<>() {};
  private static final double SECONDS_A_RESPONSE = 0.05;

  private final Work work;
  private final Scale scale;
  private final Users users;

  public Plan(Work work, Scale scale, Users users) {
    this.work = work;
    this.scale = scale;
    this.users = users;
  }

  /** Everything up to trained members. */
  public List<List<Unit>> offline() {
    return List.of(drafts(), logs(), tuning(), members(Setting.ALL));
  }

  /** The same, with the members of one setting. */
  public List<List<Unit>> offline(Setting setting) {
    return List.of(drafts(), logs(), tuning(), members(List.of(setting)));
  }

  /** What the arms answer in the rounds, and what the users say to it. */
  public List<List<Unit>> rounds() {
    return List.of(responses(), judgements());
  }

  private static List<String> tasks() {
    return Setting.ALL.stream().map(Setting::task).distinct().toList();
  }

  private List<Situation> logged(String task) {
    return Contexts.draw(task, Contexts.Part.LOG, 1, scale.edits());
  }

  /** The contexts of a seed's rounds. */
  public List<Situation> situations(String task, int seed) {
    return Contexts.draw(task, Contexts.Part.ROUNDS, 100 + seed, scale.rounds());
  }

  private List<Unit> drafts() {
    return tasks().stream()
        .map(
            task ->
                new Unit(
                    "drafts/" + task,
                    SECONDS_A_RESPONSE * scale.edits(),
                    model ->
                        Responder.respond(model.get(), null, logged(task), scale.responseTokens())))
        .toList();
  }

  private List<Unit> logs() {
    return Setting.ALL.stream()
        .map(setting -> new Unit("log/" + setting.name(), 1, model -> log(setting)))
        .toList();
  }

  private List<OfflineEdit> log(Setting setting) {
    List<String> drafts = work.read("drafts/" + setting.task(), TEXTS);
    List<Situation> situations = logged(setting.task());
    User user = users.log(setting);
    List<OfflineEdit> edits = new ArrayList<>();
    for (int i = 0; i < drafts.size(); i++) {
      Reaction reaction = user.react(situations.get(i), drafts.get(i));
      edits.add(
          new OfflineEdit(
              setting.name() + i,
              situations.get(i).messages(),
              drafts.get(i),
              reaction.text().orElse(drafts.get(i))));
    }
    return edits;
  }

  /** The offline log of a setting. */
  public List<OfflineEdit> edits(Setting setting) {
    return work.read("log/" + setting.name(), LOG);
  }

  private List<Unit> tuning() {
    List<Unit> units = new ArrayList<>();
    for (MemberKind kind : Method.KINDS) {
      for (Point point : points(kind)) {
        units.add(
            new Unit(
                tuned(kind, point),
                Training.seconds(kind, scale.tuningEdits(), scale),
                model ->
                    Training.train(
                        model.get(),
                        kind,
                        point,
                        scale,
                        edits(TUNED_ON).subList(0, scale.tuningEdits()),
                        null)));
      }
    }
    return units;
  }

  /** The points that differ for a kind. */
  public List<Point> points(MemberKind kind) {
    return scale.points().stream().filter(p -> p.mattersTo(kind, scale.points())).toList();
  }

  private static String tuned(MemberKind kind, Point point) {
    return "tuned/%s-%s".formatted(kind.memberName(), point);
  }

  public Trained tuned(Point point, MemberKind kind) {
    return work.read(tuned(kind, point), TRAINED);
  }

  /** The point of a kind that is least by a figure of the gate. */
  public Point best(MemberKind kind, ToDoubleFunction<Trained> figure) {
    return points(kind).stream()
        .min(comparingDouble(point -> figure.applyAsDouble(tuned(point, kind))))
        .orElseThrow();
  }

  private List<Unit> members(List<Setting> settings) {
    List<Unit> units = new ArrayList<>();
    for (Setting setting : settings) {
      for (MemberKind kind : Method.KINDS) {
        String name = member(setting, kind);
        units.add(
            new Unit(
                name,
                Training.seconds(kind, scale.edits(), scale),
                model ->
                    Training.train(
                        model.get(),
                        kind,
                        best(kind, Trained::editCost),
                        scale,
                        edits(setting),
                        work.path(name))));
      }
    }
    return units;
  }

  private static String member(Setting setting, MemberKind kind) {
    return "members/%s-%s".formatted(setting.name(), kind.memberName());
  }

  public Trained trained(Setting setting, MemberKind kind) {
    return work.read(member(setting, kind), TRAINED);
  }

  public LoraAdapter adapter(LanguageModel model, Setting setting, MemberKind kind) {
    return model.readAdapter(work.path(member(setting, kind)));
  }

  private List<Unit> responses() {
    List<Unit> units = new ArrayList<>();
    double seconds = SECONDS_A_RESPONSE * scale.rounds();
    for (int seed = 0; seed < scale.seeds(); seed++) {
      int s = seed;
      for (String task : tasks()) {
        units.add(
            new Unit(
                "responses/%s-base-%d".formatted(task, s),
                seconds,
                model -> respond(model.get(), null, task, s)));
      }
      for (Setting setting : Setting.ALL) {
        for (MemberKind kind : Method.KINDS) {
          units.add(
              new Unit(
                  "responses/" + arm(setting, Method.of(kind), s),
                  seconds,
                  model -> {
                    try (LoraAdapter adapter = adapter(model.get(), setting, kind)) {
                      return respond(model.get(), adapter, setting.task(), s);
                    }
                  }));
        }
      }
    }
    return units;
  }

  private List<String> respond(LanguageModel model, LoraAdapter adapter, String task, int seed) {
    return Responder.respond(model, adapter, situations(task, seed), scale.responseTokens());
  }

  private static String arm(Setting setting, Method arm, int seed) {
    String of = arm == Method.BASE ? setting.task() : setting.name();
    return "%s-%s-%d".formatted(of, arm.key(), seed);
  }

  public List<String> responses(Setting setting, Method arm, int seed) {
    return work.read("responses/" + arm(setting, arm, seed), TEXTS);
  }

  private List<Unit> judgements() {
    List<Unit> units = new ArrayList<>();
    for (Users.Judge judge : Users.Judge.values()) {
      for (Setting setting : Setting.ALL) {
        for (Method arm : Method.ARMS) {
          for (int seed = 0; seed < scale.seeds(); seed++) {
            int s = seed;
            units.add(
                new Unit(
                    judged(judge, setting, arm, s),
                    0.2,
                    model ->
                        Judgement.of(
                            users.judge(judge, setting.task()),
                            situations(setting.task(), s),
                            responses(setting, arm, s))));
          }
        }
      }
    }
    // The base's are the same in both settings of a task.
    Map<String, Unit> byName = new LinkedHashMap<>();
    units.forEach(unit -> byName.putIfAbsent(unit.name(), unit));
    return List.copyOf(byName.values());
  }

  private static String judged(Users.Judge judge, Setting setting, Method arm, int seed) {
    return "judged/%s-%s".formatted(judge.name().toLowerCase(Locale.ROOT), arm(setting, arm, seed));
  }

  public Judgement judgement(Users.Judge judge, Setting setting, Method arm, int seed) {
    return work.read(judged(judge, setting, arm, seed), JUDGEMENT);
  }
}
