package dev.medley.learner.proofs;

import dev.medley.kafka.Cluster;
import dev.medley.learner.TrainerProcess;
import dev.medley.learner.settings.MemberId;
import dev.medley.schemas.Publication;
import dev.medley.testing.JavaProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What {@code learner replay}, a process that holds nothing, makes of labels and journal.
 *
 * @param checkpoints that the member published
 * @param same those of them whose bytes the replay gave again
 * @param status its exit status
 */
public record Replays(long checkpoints, long same, int status, double seconds) {
  private static final Duration WITHIN = Duration.ofMinutes(20);
  private static final Pattern ROW =
      Pattern.compile("(?m)^(\\d+) +[0-9a-f]+ +([0-9a-f]{12,64})\\b");

  /** Replays all of a member's journal. */
  public static Replays of(Cluster kafka, MemberJournal journal, Path base, Path log)
      throws IOException, InterruptedException {
    MemberId id = journal.id();
    List<String> arguments =
        List.of(
            "replay",
            "--task=" + id.task(),
            "--member=" + id.name(),
            "--model=" + base,
            "--precision=float32");
    long began = System.nanoTime();
    try (JavaProcess replay = TrainerProcess.start(log, kafka, arguments)) {
      int status = replay.await(WITHIN);
      Map<Long, String> given = given(replay.log());
      List<Publication> published = journal.all(Publication.class);
      long same =
          published.stream()
              .filter(p -> given.containsKey(p.getVersion()))
              .filter(p -> p.getAdapterDigest().startsWith(given.get(p.getVersion())))
              .count();
      return new Replays(published.size(), same, status, (System.nanoTime() - began) / 1e9);
    }
  }

  /** What labels and journal give, by version: the digest or its beginning. */
  private static Map<Long, String> given(String out) {
    return ROW.matcher(out)
        .results()
        .collect(Collectors.toMap(row -> Long.valueOf(row.group(1)), row -> row.group(2)));
  }
}
