package dev.medley.learner.gate;

import dev.medley.learner.settings.GuardSettings;
import dev.medley.schemas.checkpoints.HeldOutFigures;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What needs no user's text: a version's responses beside the base's to the same contexts, or
 * beside users' texts, whichever allow more. Shares are what the version has over them, so that
 * what the base does itself, or users want, holds nobody back.
 */
final class Guards {
  /** Fewer contexts of all would let one or two users' texts decide what is allowed. */
  private static final int FEWEST = 4;

  /** So many contexts of one user count, beside other users'. */
  private static final int OF_ONE_USER = 2;

  private final GuardSettings settings;

  Guards(GuardSettings settings) {
    this.settings = settings;
  }

  /**
   * The figures of a version, by the names of the checkpoint's map.
   *
   * @param asked newest last
   */
  Map<String, Double> figures(List<Asked> asked, List<Response> responses, List<Response> bases) {
    Map<String, Double> figures = new LinkedHashMap<>();
    if (settings.contexts() == 0) {
      return figures;
    }
    figures.put(HeldOutFigures.GUARD_SAMPLES, (double) asked.size());
    if (asked.isEmpty()) {
      return figures;
    }
    List<Beside> sides = sides(asked, responses, bases);
    figures.put(
        HeldOutFigures.GUARD_SHORTEST,
        length(sides.stream().map(Beside::shortest)).max().orElse(1));
    figures.put(
        HeldOutFigures.GUARD_LONGEST, length(sides.stream().map(Beside::longest)).min().orElse(1));
    figures.put(HeldOutFigures.GUARD_REPEATED, least(sides, side -> side.over(Seen::repeated)));
    figures.put(HeldOutFigures.GUARD_EMPTY, least(sides, side -> side.over(Seen::empty)));
    figures.put(HeldOutFigures.GUARD_CUT, least(sides, side -> side.over(Seen::cut)));
    figures.put(HeldOutFigures.GUARD_COPIED, least(sides, side -> side.over(Seen::copied)));
    figures.put(HeldOutFigures.GUARD_SAME, least(sides, side -> side.over(Seen::same)));
    figures.put(HeldOutFigures.GUARD_PROMPT_WORDS_LOST, least(sides, Beside::promptWordsLost));
    return figures;
  }

  /** Beside the base, and beside users' texts where those of enough contexts count. */
  private static List<Beside> sides(
      List<Asked> asked, List<Response> responses, List<Response> bases) {
    // What was thrown away says nothing of how long a text is to be.
    int[] kept =
        IntStream.range(0, asked.size()).filter(i -> asked.get(i).edited().isPresent()).toArray();
    List<Beside> sides = new ArrayList<>();
    sides.add(new Beside(new Seen(asked, responses), new Seen(asked, bases), kept, FEWEST));
    List<Integer> counted = counted(asked);
    if (counted.size() >= Math.min(FEWEST, asked.size())) {
      List<Asked> theirs = counted.stream().map(asked::get).toList();
      List<Response> texts =
          theirs.stream().map(context -> new Response(context.edited().get(), false)).toList();
      Seen version = new Seen(theirs, counted.stream().map(responses::get).toList());
      int[] all = IntStream.range(0, theirs.size()).toArray();
      sides.add(new Beside(version, new Seen(theirs, texts), all, 1));
    }
    return sides;
  }

  /** Contexts whose users' texts count: all where there is one user, else a few of each. */
  private static List<Integer> counted(List<Asked> asked) {
    boolean one = asked.stream().map(Asked::author).distinct().count() == 1;
    Map<Long, Integer> byAuthor = new HashMap<>();
    List<Integer> counted = new ArrayList<>();
    for (int i = asked.size() - 1; i >= 0; i--) {
      if (asked.get(i).edited().isPresent()
          && (byAuthor.merge(asked.get(i).author(), 1, Integer::sum) <= OF_ONE_USER || one)) {
        counted.add(i);
      }
    }
    return counted;
  }

  private static DoubleStream length(Stream<OptionalDouble> ratios) {
    return ratios.flatMapToDouble(OptionalDouble::stream);
  }

  private static double least(List<Beside> sides, ToDoubleFunction<Beside> figure) {
    return sides.stream().mapToDouble(figure).min().orElseThrow();
  }

  /** The rules that figures break. */
  List<Rule> broken(Map<String, Double> figures) {
    List<Rule> broken = new ArrayList<>();
    if (!figures.containsKey(HeldOutFigures.GUARD_CUT)) {
      return broken;
    }
    if (figures.get(HeldOutFigures.GUARD_SHORTEST) < settings.shortest()
        || figures.get(HeldOutFigures.GUARD_LONGEST) > settings.longest()) {
      broken.add(Rule.LENGTH);
    }
    Map<Rule, Double> over = new LinkedHashMap<>();
    over.put(Rule.REPETITION, figures.get(HeldOutFigures.GUARD_REPEATED) - settings.repeated());
    over.put(Rule.EMPTY, figures.get(HeldOutFigures.GUARD_EMPTY) - settings.empty());
    over.put(Rule.CUT, figures.get(HeldOutFigures.GUARD_CUT) - settings.cut());
    over.put(Rule.COPY, figures.get(HeldOutFigures.GUARD_COPIED) - settings.copied());
    over.put(Rule.SAME, figures.get(HeldOutFigures.GUARD_SAME) - settings.same());
    over.put(
        Rule.PROMPT_WORDS,
        figures.get(HeldOutFigures.GUARD_PROMPT_WORDS_LOST) - settings.promptWordsLost());
    over.forEach(
        (rule, excess) -> {
          if (excess > 0) {
            broken.add(rule);
          }
        });
    return broken;
  }
}
