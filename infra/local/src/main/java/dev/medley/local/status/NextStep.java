package dev.medley.local.status;

import dev.medley.local.settings.Patience;
import dev.medley.local.status.Snapshot.Served;
import dev.medley.schemas.MemberState;
import dev.medley.schemas.MemberStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What to do next, or what is waited for: whoever sends the first edits never waits in silence.
 *
 * @param trains whether there is a trainer
 */
public record NextStep(String gateway, List<String> tasks, boolean trains, Patience patience) {
  /** The feedback job takes about a second, and a new topic's first records some more. */
  private static final Duration LABELLED_WITHIN = Duration.ofSeconds(20);

  public NextStep {
    tasks = List.copyOf(tasks);
  }

  List<String> of(OwnSnapshot now) {
    List<String> lines = new ArrayList<>();
    Set<String> notLearnt = now.notLearnt(tasks);
    if (!notLearnt.isEmpty()) {
      lines.add(
          "nobody learns %s here, which edits came for: is the task's name right? Here: %s (--tasks);"
              .formatted(String.join(", ", notLearnt), String.join(", ", tasks)));
    }
    lines.addAll(step(now));
    return lines;
  }

  private List<String> step(OwnSnapshot now) {
    Optional<MemberStatus> refused =
        now.members().stream()
            .filter(member -> member.getState() == MemberState.REFUSED && now.heard(member))
            .findFirst();
    if (refused.isPresent()) {
      return List.of(
          "%s is refused: %s. Once that is mended, press Retry at %s/console"
              .formatted(MemberStates.key(refused.get()), refused.get().getReason(), gateway));
    }
    if (now.unlabelled() > 0 && now.quiet().compareTo(LABELLED_WITHIN) > 0) {
      return List.of(
          "no label yet for %s: is the \"id\" that of an answer of this gateway? It is waited for"
              .formatted(OwnText.edits(now.unlabelled())));
    }
    if (now.unlabelled() > 0) {
      return List.of("waiting for labels: " + OwnText.edits(now.unlabelled()));
    }
    Optional<MemberStatus> waiting = now.members().stream().filter(now::waits).findFirst();
    if (waiting.isPresent()) {
      return List.of(waitsFor(waiting.get()));
    }
    return newest(now).map(this::compare).orElseGet(() -> before(now));
  }

  private String waitsFor(MemberStatus member) {
    String who = MemberStates.key(member);
    return member.getLag() < patience.microBatch()
        ? "%s begins to learn %d labels once there are %d, or the oldest has waited for %d s"
            .formatted(who, member.getLag(), patience.microBatch(), patience.linger().toSeconds())
        : "%s has %d to learn".formatted(who, member.getLag());
  }

  private List<String> before(OwnSnapshot now) {
    if (!now.hasLabelsOf(tasks)) {
      String task = tasks.get(0);
      return List.of(
          "ask, and say what you made of the answer:",
          chat(task),
          "curl %s/v1/edits -H 'Content-Type: application/json' -d '{\"id\": \"the answer's id\", \"action\": \"edited\", \"text\": \"…\"}'"
              .formatted(gateway));
    }
    return List.of(
        trains
            ? "members learn; a checkpoint follows within %d s, where its gate lets it pass"
                .formatted(patience.publishInterval().toSeconds())
            : "labels gather: nothing learns with --no-train");
  }

  private List<String> compare(String arm) {
    String task = arm.substring(0, arm.indexOf('/'));
    return List.of(
        "ask again, and compare: model %s has learnt, %s/base has not".formatted(arm, task),
        chat(arm));
  }

  private String chat(String model) {
    return "curl %s/v1/chat/completions -H 'Content-Type: application/json' -d '{\"model\": \"%s\", \"messages\": [{\"role\": \"user\", \"content\": \"…\"}]}'"
        .formatted(gateway, model);
  }

  /** The arm with the freshest edits inside. */
  private static Optional<String> newest(OwnSnapshot now) {
    return now.served().entrySet().stream()
        .filter(served -> served.getValue().freshness().isPresent())
        .min(
            Comparator.<Map.Entry<String, Served>, Duration>comparing(
                    served -> served.getValue().freshness().orElseThrow())
                .thenComparing(Map.Entry::getKey))
        .map(Map.Entry::getKey);
  }
}
