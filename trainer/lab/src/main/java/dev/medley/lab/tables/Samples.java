package dev.medley.lab.tables;

import dev.medley.lab.protocol.Method;
import dev.medley.lab.protocol.Plan;
import dev.medley.lab.protocol.Setting;
import dev.medley.lab.protocol.Users;
import dev.medley.lab.report.Figures;
import dev.medley.lab.users.Reaction;
import dev.medley.lab.users.Situation;
import dev.medley.lm.chat.Span;
import dev.medley.schemas.edits.Alignment;
import dev.medley.schemas.edits.Hunk;
import dev.medley.schemas.edits.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Contexts, responses and edits to look at, as the page's template takes them. */
final class Samples {
  private static final int EACH = 2;

  private Samples() {}

  /** The first rounds of each setting: what base and EARLY say, and what the user makes of it. */
  static List<Map<String, Object>> of(Plan plan, Users users) {
    List<Map<String, Object>> samples = new ArrayList<>();
    for (Setting setting : Setting.ALL) {
      List<Situation> situations = plan.situations(setting.task(), 0);
      for (int i = 0; i < EACH; i++) {
        for (Method arm : List.of(Method.BASE, Method.EARLY, Method.RL)) {
          String response = plan.responses(setting, arm, 0).get(i);
          Reaction reaction =
              users.judge(Users.Judge.OWN, setting.task()).react(situations.get(i), response);
          Map<String, Object> sample = new LinkedHashMap<>();
          sample.put("setting", setting.name());
          sample.put("arm", arm.title);
          sample.put("context", situations.get(i).messages().get(0).content());
          sample.put("cost", Figures.number(reaction.cost()));
          sample.put("pieces", pieces(response, reaction.text().orElse(response)));
          samples.add(sample);
        }
      }
    }
    return samples;
  }

  /** Text by what became of it: kept, deleted, inserted. */
  static List<Map<String, String>> pieces(String response, String edited) {
    List<Span> from = new ArrayList<>();
    List<Span> to = new ArrayList<>();
    List<Map<String, String>> pieces = new ArrayList<>();
    for (Hunk hunk : Alignment.of(words(response, from), words(edited, to))) {
      String before = text(response, from, hunk.fromStart(), hunk.fromEnd());
      String after = text(edited, to, hunk.toStart(), hunk.toEnd());
      if (hunk.kind() == Hunk.Kind.KEPT) {
        pieces.add(Map.of("kind", "kept", "text", after));
      } else {
        pieces.add(Map.of("kind", "deleted", "text", before));
        pieces.add(Map.of("kind", "inserted", "text", after));
      }
    }
    pieces.removeIf(piece -> piece.get("text").isEmpty());
    return pieces;
  }

  private static List<String> words(String text, List<Span> spans) {
    List<String> words = new ArrayList<>();
    new Words()
        .split(
            text,
            (all, start, end) -> {
              words.add(text.substring(start, end));
              spans.add(new Span(start, end));
            });
    return words;
  }

  /** The text of some words, and what lies between them and the next. */
  private static String text(String text, List<Span> words, int start, int end) {
    if (start == end) {
      return "";
    }
    int until = end < words.size() ? words.get(end).start() : text.length();
    return text.substring(start == 0 ? 0 : words.get(start).start(), until);
  }
}
