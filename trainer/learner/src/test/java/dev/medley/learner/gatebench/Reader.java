package dev.medley.learner.gatebench;

import dev.medley.lm.corpus.Situation;
import dev.medley.schemas.edits.Alignment;
import dev.medley.schemas.edits.EditCost;
import dev.medley.schemas.edits.Hunk;
import dev.medley.schemas.edits.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A simulated user who wants another style of each kind of context, edits toward the nearest text
 * of it, and leaves alone what is near enough.
 */
final class Reader {
  private static final Pattern PIECES = Pattern.compile("\\s+|[\\p{L}\\p{N}]+|.");
  private static final double GOOD_ENOUGH = 0.05;
  private static final Set<String> LEISURE =
      Set.of("party", "lunch", "contest", "concert", "rehearsal", "evening", "tour");
  private static final Set<String> TRAFFIC = Set.of("Bridge", "Tunnel", "Station");

  private final boolean strong;
  private final Map<Situation, Texts> wanted = new HashMap<>();

  /** What is acceptable for a context, as it is and as words. */
  private record Texts(List<String> texts, List<List<String>> words) {
    static Texts of(List<String> texts) {
      return new Texts(texts, texts.stream().map(Words::of).toList());
    }
  }

  /**
   * A user.
   *
   * @param strong whether the whole difference is applied, or about half of its hunks
   */
  Reader(boolean strong) {
    this.strong = strong;
  }

  /** The style that is wanted of a context, by what it is about. */
  String style(Situation context) {
    Map<String, String> facts = context.facts();
    String subject = facts.getOrDefault("topic", facts.getOrDefault("site", ""));
    String kind = subject.substring(subject.lastIndexOf(' ') + 1);
    int source;
    if (subject.isEmpty()) {
      source = facts.containsKey("product") ? 2 : 3;
    } else {
      source = LEISURE.contains(kind) || TRAFFIC.contains(kind) ? 1 : 0;
    }
    return context.task().hiddenStyles().get(source);
  }

  /** The text that is made of a response. */
  String edit(Situation context, String response, long seed) {
    String wanted = nearest(context, response);
    boolean fine = EditCost.of(response, wanted) <= GOOD_ENOUGH && context.fidelity(response) == 1;
    if (fine) {
      return response;
    }
    return strong ? wanted : some(response, wanted, new SplittableRandom(seed));
  }

  private String nearest(Situation context, String response) {
    Texts found = wanted.computeIfAbsent(context, c -> Texts.of(c.texts(style(c))));
    List<String> from = Words.of(response);
    int best = 0;
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < found.texts().size(); i++) {
      int distance = EditCost.distance(from, found.words().get(i));
      if (distance < least) {
        least = distance;
        best = i;
      }
    }
    return found.texts().get(best);
  }

  private static String some(String response, String wanted, SplittableRandom random) {
    List<String> from = pieces(response);
    List<String> to = pieces(wanted);
    List<Hunk> hunks = Alignment.of(from, to);
    List<Hunk> changed = hunks.stream().filter(hunk -> hunk.kind() != Hunk.Kind.KEPT).toList();
    if (changed.isEmpty()) {
      return response;
    }
    int certain = hunks.indexOf(changed.get(random.nextInt(changed.size())));
    List<String> edited = new ArrayList<>();
    for (int i = 0; i < hunks.size(); i++) {
      Hunk hunk = hunks.get(i);
      boolean applied = i == certain || random.nextBoolean();
      edited.addAll(
          applied
              ? to.subList(hunk.toStart(), hunk.toEnd())
              : from.subList(hunk.fromStart(), hunk.fromEnd()));
    }
    String result = String.join("", edited);
    return result.isBlank() ? wanted : result;
  }

  private static List<String> pieces(String text) {
    List<String> pieces = new ArrayList<>();
    for (Matcher matcher = PIECES.matcher(text); matcher.find(); ) {
      pieces.add(matcher.group());
    }
    return pieces;
  }
}
