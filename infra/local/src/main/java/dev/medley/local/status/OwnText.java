package dev.medley.local.status;

import dev.medley.local.status.Snapshot.Served;
import dev.medley.schemas.MemberStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** One's own edits in words: a block for a terminal, one line for a log. */
final class OwnText {
  private static final String ROW = "  %-24s %-20s %14s %8s %9s %8s %9s";

  private OwnText() {}

  static List<String> block(OwnSnapshot s, List<String> next) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(head(s));
    lines.add(format(ROW, "member", "state", "behind", "oldest", "learnt in", "version", "fresh"));
    for (MemberStatus member : s.members()) {
      lines.add(row(s, member));
      if (!member.getReason().isEmpty()) {
        lines.add("      " + member.getReason());
      }
    }
    if (s.members().isEmpty()) {
      lines.add("  no word from the trainer yet");
    }
    next.forEach(step -> lines.add("  " + step));
    return lines;
  }

  static String line(OwnSnapshot s, List<String> next) {
    String members =
        s.members().stream()
            .map(
                member ->
                    format(
                        "%s %s, behind: %s, %s",
                        MemberStates.key(member),
                        state(s, member),
                        behind(s, member),
                        version(s, member)))
            .collect(Collectors.joining("; "));
    return head(s)
        + " | "
        + (members.isEmpty() ? "no word from the trainer yet" : members)
        + " | "
        + String.join(" ", next);
  }

  static String edits(long number) {
    return number == 1 ? "1 edit" : number + " edits";
  }

  private static String head(OwnSnapshot s) {
    return format(
        "%5s  %s taken, %d labelled, %d dead letters",
        s.running().toSeconds() + "s",
        edits(s.edited().size()),
        s.labelled().size(),
        s.deadLetters());
  }

  private static String row(OwnSnapshot s, MemberStatus member) {
    boolean heard = s.lagHeard(member);
    return format(
        ROW,
        MemberStates.key(member),
        state(s, member),
        behind(s, member),
        heard ? seconds(member.getLagSeconds()) : "-",
        heard ? seconds(member.getEtaSeconds()) : "-",
        version(s, member),
        fresh(s, member));
  }

  private static String state(OwnSnapshot s, MemberStatus member) {
    return s.heard(member)
        ? member.getState().name().toLowerCase(Locale.ROOT)
        : format("no word for %d s", s.since(member.getAt()).toSeconds());
  }

  private static String behind(OwnSnapshot s, MemberStatus member) {
    if (!s.lagHeard(member) || member.getLag() < 0) {
      return "-";
    }
    return s.isOfNow(member)
        ? String.valueOf(member.getLag())
        : format("%d, %d s ago", member.getLag(), s.since(member.getMeasuredAt()).toSeconds());
  }

  /** What serves, and not only what was published. */
  private static String version(OwnSnapshot s, MemberStatus member) {
    Served served = s.served().get(MemberStates.key(member));
    return served == null || served.checkpoint() == 0 ? "-" : "v" + served.checkpoint();
  }

  private static String fresh(OwnSnapshot s, MemberStatus member) {
    Served served = s.served().get(MemberStates.key(member));
    return served == null ? "-" : served.freshness().map(OwnText::age).orElse("-");
  }

  private static String age(Duration age) {
    return format("%d s", age.toSeconds());
  }

  private static String seconds(double seconds) {
    return seconds < 0 ? "-" : format("%.0f s", seconds);
  }

  private static String format(String form, Object... values) {
    return String.format(Locale.ROOT, form, values);
  }
}
