package dev.medley.learner.proofs.many;

import dev.medley.kafka.Cluster;
import dev.medley.learner.proofs.BuiltLearner;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.MemberKind;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What all parts of the measurement have in common.
 *
 * @param launcher of the build
 * @param model the base's folder
 * @param folder of logs
 * @param names of tasks, the busiest first
 */
record Bench(Path launcher, Path model, Path folder, List<String> names) {
  static final List<String> KINDS = List.of("sft", "dpo", "early", "rl");

  List<MemberId> members() {
    return names.stream()
        .flatMap(task -> KINDS.stream().map(kind -> new MemberId(task, kind, MemberKind.of(kind))))
        .toList();
  }

  /**
   * Starts a trainer with the settings that ship.
   *
   * @param members of each task, such as sft,dpo
   */
  BuiltLearner start(Cluster kafka, String log, String members, String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--model=" + model, "--tasks=" + String.join(",", names), "--members=" + members));
    arguments.addAll(List.of(more));
    return BuiltLearner.start(launcher, folder.resolve(log + ".log"), kafka, arguments);
  }

  /** A line of progress, with the time of day. */
  static void say(String format, Object... values) {
    System.out.printf(
        Locale.ROOT,
        "%tT %s%n",
        LocalTime.now(ZoneId.systemDefault()),
        String.format(Locale.ROOT, format, values));
  }
}
