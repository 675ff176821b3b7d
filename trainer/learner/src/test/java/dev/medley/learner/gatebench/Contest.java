package dev.medley.learner.gatebench;

import dev.medley.learner.gate.Asked;
import dev.medley.learner.gate.Response;
import dev.medley.lm.corpus.Situation;
import dev.medley.lm.corpus.Task;
import dev.medley.schemas.edits.Charge;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** One task's contexts, its versions' answers to them, and what a gate sees of them. */
record Contest(
    Task task,
    List<Situation> contexts,
    Map<String, List<Response>> answers,
    Map<String, Quality> qualities) {
  /** Contexts that a member knows before its first version. */
  private static final int FEWEST_WATCHED = 16;

  private static final int USERS = 5;

  /**
   * On fresh contexts: the charge that a strong user makes of a version, and facts that are right.
   */
  record Quality(double charge, double facts) {}

  Contest(Task task, List<Situation> contexts, Map<String, List<Response>> answers) {
    this(task, contexts, answers, new HashMap<>());
  }

  Quality quality(String version) {
    return qualities.computeIfAbsent(version, this::measure);
  }

  private Quality measure(String version) {
    double charge = 0;
    double facts = 0;
    for (int i = 0; i < Versions.FRESH; i++) {
      Response response = answers.get(version).get(i);
      String edited = Users.STRONG.edit(contexts.get(i), response.text(), i);
      charge += response.cut() ? Charge.CUT : Charge.of(response.text(), edited);
      facts += contexts.get(i).fidelity(response.text());
    }
    return new Quality(charge / Versions.FRESH, facts / Versions.FRESH);
  }

  /**
   * Contexts that a gate asks, drawn anew from the pool.
   *
   * @param places of the contexts among all
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Drawn(int[] places, List<Asked> asked) {}

  /**
   * Draws contexts.
   *
   * @param heldOut how many are never trained on; users made all texts y' of drafts of these
   *     versions
   */
  Drawn draw(int heldOut, Users users, List<String> drafts, Random random) {
    int pool = Math.max(Versions.POOL, heldOut);
    List<Integer> places =
        new ArrayList<>(IntStream.range(Versions.FRESH, Versions.FRESH + pool).boxed().toList());
    Collections.shuffle(places, random);
    int[] chosen =
        places.stream()
            .limit(Math.max(FEWEST_WATCHED, heldOut))
            .mapToInt(Integer::intValue)
            .toArray();
    List<Asked> asked = new ArrayList<>();
    for (int i = 0; i < chosen.length; i++) {
      Situation context = contexts.get(chosen[i]);
      String draft = answers.get(drafts.get(random.nextInt(drafts.size()))).get(chosen[i]).text();
      String edited = users.edit(context, draft, random.nextLong());
      asked.add(
          new Asked(
              context.messages().get(0).content(),
              Optional.of(edited),
              edited.equals(draft),
              i % USERS,
              i < heldOut,
              random.nextInt(2)));
    }
    return new Drawn(chosen, asked);
  }

  List<Response> answers(String version, Drawn drawn) {
    List<Response> all = answers.get(version);
    return Arrays.stream(drawn.places()).mapToObj(all::get).toList();
  }

  /**
   * The answers of a version that meets the wanted style as often, each time anew, and else writes
   * another; its facts are right.
   */
  List<Response> learnt(double share, List<Integer> places, Random random) {
    List<Response> answers = new ArrayList<>();
    for (int place : places) {
      Situation context = contexts.get(place);
      List<String> styles = new ArrayList<>(task.hiddenStyles());
      String style = new Reader(true).style(context);
      if (random.nextDouble() >= share) {
        styles.remove(style);
        style = styles.get(random.nextInt(styles.size()));
      }
      List<String> texts = context.texts(style);
      answers.add(new Response(texts.get(random.nextInt(texts.size())), false));
    }
    return answers;
  }

  /** A degenerate version's answers, made of a parent's. */
  List<Response> degenerate(Degeneration how, String parent, Drawn drawn, Random random) {
    List<String> styles = task.hiddenStyles();
    String style = styles.get(random.nextInt(styles.size()));
    List<Response> parents = answers.get(parent);
    List<Response> made = new ArrayList<>();
    for (int place : drawn.places()) {
      // Of the same kind of context, so that the texts look alike.
      List<Integer> alike =
          IntStream.range(0, Versions.FRESH)
              .filter(
                  i ->
                      contexts.get(i).facts().keySet().equals(contexts.get(place).facts().keySet()))
              .boxed()
              .toList();
      int first = alike.get(random.nextInt(alike.size()));
      int second = alike.get(random.nextInt(alike.size()));
      made.add(
          how.of(
              new Degeneration.Given(
                  contexts.get(place),
                  parents.get(place).text(),
                  List.of(parents.get(first).text(), parents.get(second).text()),
                  contexts.get(first).facts(),
                  style),
              random));
    }
    return made;
  }
}
