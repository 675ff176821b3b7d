package dev.medley.lm.jinja.filters;

import dev.medley.lm.jinja.limits.RenderException;
import dev.medley.lm.jinja.values.Arguments;
import dev.medley.lm.jinja.values.Characters;
import dev.medley.lm.jinja.values.Formatting;
import dev.medley.lm.jinja.values.Numbers;
import dev.medley.lm.jinja.values.Operators;
import dev.medley.lm.jinja.values.Shown;
import dev.medley.lm.jinja.values.Splitting;
import dev.medley.lm.jinja.values.Text;
import dev.medley.lm.jinja.values.TextMethods;
import dev.medley.lm.jinja.values.Tuple;
import dev.medley.lm.jinja.values.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Filters that make text. */
final class TextFilters {
  private TextFilters() {}

  static void register(Map<String, Filters.Filter> all) {
    all.put("trim", (v, a) -> TextMethods.strip(Shown.str(v), "trim", a));
    all.put("upper", (v, a) -> Characters.upper(Shown.str(v)));
    all.put("lower", (v, a) -> Characters.lower(Shown.str(v)));
    all.put("capitalize", (v, a) -> Characters.capitalize(Shown.str(v)));
    all.put("title", (v, a) -> title(Shown.str(v)));
    all.put("string", (v, a) -> Shown.str(v));
    all.put("replace", (v, a) -> replace(Shown.str(v), a));
    all.put("join", TextFilters::join);
    all.put("indent", (v, a) -> indent(TextMethods.text(v, "indent"), a));
    all.put("center", (v, a) -> center(Shown.str(v), a));
    all.put("format", (v, a) -> format(Shown.str(v), a));
    all.put("truncate", TextFilters::truncate);
    all.put("wordcount", (v, a) -> wordCount(Shown.str(v)));
  }

  private static Text replace(Text text, Arguments arguments) {
    Object[] a = arguments.bind("replace", 2, "old", "new", "count");
    return TextMethods.replace(text, new Object[] {Shown.str(a[0]), Shown.str(a[1]), a[2]});
  }

  private static Text join(Object value, Arguments arguments) {
    Object[] a = arguments.bind("join", 0, "d", "attribute");
    List<Object> texts = new ArrayList<>();
    for (Object item : Values.items(value)) {
      texts.add(Shown.str(Selections.attribute(item, Arguments.or(a[1], null), null)));
    }
    return TextMethods.join(Shown.str(Arguments.or(a[0], Text.EMPTY)), texts);
  }

  /** Words begin behind spaces, hyphens and opening brackets. */
  private static Text title(Text text) {
    Text.Builder out = new Text.Builder();
    int at = 0;
    while (at < text.length()) {
      int end = at;
      while (end < text.length() && !separates(text.point(end))) {
        end++;
      }
      if (end > at) {
        out.add(Characters.upper(text.slice(at, at + 1)));
        out.add(Characters.lower(text.slice(at + 1, end)));
      } else {
        out.add(text, at, ++end);
      }
      at = end;
    }
    return out.build();
  }

  private static boolean separates(int c) {
    return Characters.isSpace(c) || "-({[<".indexOf(c) >= 0;
  }

  private static Text indent(Text text, Arguments arguments) {
    Object[] a = arguments.bind("indent", 0, "width", "first", "blank");
    Object width = Arguments.or(a[0], 4L);
    Text by =
        width instanceof Text given
            ? given
            : Operators.repeated(Text.of(" "), Numbers.whole(width));
    boolean blank = Values.isTrue(Arguments.or(a[2], false));
    Text.Builder out = new Text.Builder();
    out.add(Values.isTrue(Arguments.or(a[1], false)) ? by : Text.EMPTY);
    List<Object> lines = Splitting.lines(text.plus(Text.of("\n")), Arguments.NONE);
    for (int i = 0; i < lines.size(); i++) {
      Text line = (Text) lines.get(i);
      out.add(i == 0 ? "" : "\n").add(i > 0 && (blank || !line.isEmpty()) ? by : Text.EMPTY);
      out.add(line);
    }
    return out.build();
  }

  private static Text center(Text text, Arguments arguments) {
    long width = Numbers.whole(Arguments.or(arguments.bind("center", 0, "width")[0], 80L));
    return TextMethods.padded(text, "center", width, Text.of(" "));
  }

  private static Text format(Text text, Arguments arguments) {
    if (!arguments.named().isEmpty()) {
      throw RenderException.of("filter format knows values by place alone");
    }
    return Formatting.percent(text, Tuple.of(arguments.positional()));
  }

  private static Object truncate(Object value, Arguments arguments) {
    Object[] a = arguments.bind("truncate", 0, "length", "killwords", "end", "leeway");
    int length = (int) Numbers.whole(Arguments.or(a[0], 255L));
    Text end = TextMethods.text(Arguments.or(a[2], Text.of("...")), "truncate");
    Object leeway = Arguments.or(a[3], null);
    long more = leeway == null ? 5 : Numbers.whole(leeway);
    if (length < end.length() || more < 0) {
      throw RenderException.of("truncate wants at least %d characters", end.length());
    }
    if (Values.length(value) <= length + more) {
      return value;
    }
    Text text = TextMethods.text(value, "truncate");
    Text kept = text.slice(0, length - end.length());
    int space = kept.lastIndexOf(Text.of(" "), kept.length());
    boolean whole = Values.isTrue(Arguments.or(a[1], false)) || space < 0;
    return (whole ? kept : kept.slice(0, space)).plus(end);
  }

  private static long wordCount(Text text) {
    long words = 0;
    boolean inside = false;
    for (int i = 0; i < text.length(); i++) {
      boolean word = Characters.isWord(text.point(i));
      words += word && !inside ? 1 : 0;
      inside = word;
    }
    return words;
  }
}
