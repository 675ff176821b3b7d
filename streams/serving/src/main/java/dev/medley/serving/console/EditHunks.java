package dev.medley.serving.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.medley.schemas.edits.Alignment;
import dev.medley.schemas.edits.Hunk;
import dev.medley.schemas.edits.SameText;
import dev.medley.schemas.edits.Words;
import java.util.ArrayList;
import java.util.List;

/** A text as the words that it is counted in, each with the space that follows it. */
record EditHunks(String text, List<String> words, List<Integer> starts) {
  EditHunks {
    words = List.copyOf(words);
    starts = List.copyOf(starts);
  }

  private static EditHunks of(String text) {
    List<String> words = new ArrayList<>();
    List<Integer> starts = new ArrayList<>();
    new Words()
        .split(
            text,
            (source, start, end) -> {
              words.add(SameText.form(source.substring(start, end)));
              starts.add(starts.isEmpty() ? 0 : start);
            });
    return new EditHunks(text, words, starts);
  }

  /** What became of a response, in order: {@code kept}, or {@code out} and {@code in}. */
  static void write(String response, String edited, ArrayNode into) {
    EditHunks from = of(response);
    EditHunks to = of(edited);
    for (Hunk hunk : Alignment.of(from.words, to.words)) {
      ObjectNode node = into.addObject();
      if (hunk.kind() == Hunk.Kind.KEPT) {
        node.put("kept", to.between(hunk.toStart(), hunk.toEnd()));
      } else {
        node.put("out", from.between(hunk.fromStart(), hunk.fromEnd()));
        node.put("in", to.between(hunk.toStart(), hunk.toEnd()));
      }
    }
  }

  private String between(int first, int last) {
    return first == last ? "" : text.substring(start(first), start(last));
  }

  private int start(int word) {
    return word < starts.size() ? starts.get(word) : text.length();
  }
}
