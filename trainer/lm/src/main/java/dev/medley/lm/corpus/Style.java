package dev.medley.lm.corpus;

import java.util.ArrayList;
import java.util.List;

/**
 * How a text can be written.
 *
 * @param instructions wordings that ask for the style
 * @param opening wordings of a text's beginning; may be empty
 * @param closing wordings of a text's end; may be empty
 */
record Style(List<String> instructions, List<String> opening, List<String> closing) {
  Style {
    opening = opening == null ? List.of() : opening;
    closing = closing == null ? List.of() : closing;
  }

  /** The parts of a whole text, each with its wordings, around a scenario's own. */
  List<List<String>> around(List<List<String>> middle) {
    List<List<String>> parts = new ArrayList<>();
    parts.add(opening);
    parts.addAll(middle);
    parts.add(closing);
    parts.removeIf(List::isEmpty);
    return parts;
  }
}
