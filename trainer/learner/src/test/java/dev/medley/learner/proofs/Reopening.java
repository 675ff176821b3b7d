package dev.medley.learner.proofs;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.learner.Labels;
import dev.medley.learner.settings.MemberId;
import dev.medley.testing.Platform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** How long trainers that were killed -9 take until they are ready again. */
record Reopening(Path launcher, Path model, Path folder) {
  private static final Duration LEARNT_WITHIN = Duration.ofMinutes(20);

  /**
   * One kill.
   *
   * @param readySeconds from the start of the next process until it was ready
   * @param redoSeconds of them that all members' redo took
   */
  record Found(double readySeconds, double redoSeconds) {}

  /**
   * One member is killed when all its labels are learnt, so that they are redone; what a start
   * takes by itself is that of a member of another task that has nothing, in turns.
   *
   * @return the median of what is beside the redo and such a start
   */
  double oneMember(Platform platform, int labels, int turns) throws Exception {
    List<Double> beside = new ArrayList<>();
    Cluster kafka = Topics.fresh(platform, 4);
    for (int turn = 0; turn < turns; turn++) {
      String task = "task" + turn;
      learn(kafka, List.of(task), "sft", labels, "one-" + turn, List.of()).kill();
      Found again = start(kafka, List.of(task), "sft", "one-again-" + turn, List.of());
      Found empty = start(kafka, List.of("empty" + turn), "sft", "one-empty-" + turn, List.of());
      System.out.printf(
          "one member: ready after %.2f s, of which %.2f s are its redo; with nothing to read %.2f s%n",
          again.readySeconds(), again.redoSeconds(), empty.readySeconds());
      beside.add(again.readySeconds() - again.redoSeconds() - empty.readySeconds());
    }
    Collections.sort(beside);
    return beside.get(beside.size() / 2);
  }

  /** Many members are killed when all labels are learnt, with the bound of their redo. */
  Found many(Platform platform, int members, int labels, int redo) throws Exception {
    Cluster kafka = Topics.fresh(platform, 4);
    List<String> tasks = IntStream.range(0, members / 2).mapToObj(task -> "task" + task).toList();
    List<String> bound = List.of("--redo=" + redo);
    learn(kafka, tasks, "sft,early", labels, "many", bound).kill();
    return start(kafka, tasks, "sft,early", "many-again", bound);
  }

  private BuiltLearner learn(
      Cluster kafka, List<String> tasks, String members, int labels, String name, List<String> more)
      throws Exception {
    try (Labels writer = new Labels(kafka)) {
      for (String task : tasks) {
        writer.write(task, 0, labels);
      }
    }
    BuiltLearner trainer =
        BuiltLearner.start(
            launcher, folder.resolve(name + ".log"), kafka, arguments(tasks, members, more));
    trainer.awaitReady();
    List<MemberId> ids =
        tasks.stream()
            .flatMap(t -> List.of(members.split(",")).stream().map(m -> MemberId.of(t, m)))
            .toList();
    CaughtUp.await(kafka, ids, trainer::isAlive, LEARNT_WITHIN);
    return trainer;
  }

  private Found start(
      Cluster kafka, List<String> tasks, String members, String name, List<String> more)
      throws Exception {
    Path log = folder.resolve(name + ".log");
    try (BuiltLearner trainer =
        BuiltLearner.start(launcher, log, kafka, arguments(tasks, members, more))) {
      double ready = trainer.awaitReady();
      return new Found(ready, Redone.of(Files.readString(log)).seconds());
    }
  }

  private List<String> arguments(List<String> tasks, String members, List<String> more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--model=" + model,
                "--tasks=" + String.join(",", tasks),
                "--members=" + members,
                "--linger=1",
                "--round-interval=1",
                "--gate-tolerance=100"));
    arguments.addAll(more);
    return arguments;
  }
}
