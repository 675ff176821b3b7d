package dev.medley.lab.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.medley.lab.users.Situation;
import dev.medley.lab.users.Source;
import dev.medley.lm.corpus.Split;
import dev.medley.lm.corpus.Task;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.zip.CRC32;

/**
 * Contexts that the base never saw, each source as often as any other. No context of the log is one
 * of the rounds: a hash decides which may be where.
 */
public final class Contexts {
  /** What contexts are for. */
  public enum Part {
    LOG,
    ROUNDS
  }

  private Contexts() {}

  /** The same for the same arguments; none twice. */
  public static List<Situation> draw(String task, Part part, long seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    Task drawn = Task.of(task);
    List<Source> sources = Source.of(task);
    Set<String> seen = new HashSet<>();
    List<Situation> situations = new ArrayList<>();
    while (situations.size() < count) {
      Source wanted = sources.get(random.nextInt(sources.size()));
      Situation situation = draw(drawn, wanted, part, random);
      if (seen.add(text(situation.context()))) {
        situations.add(situation);
      }
    }
    return situations;
  }

  private static Situation draw(Task task, Source wanted, Part part, SplittableRandom random) {
    while (true) {
      dev.medley.lm.corpus.Situation context = task.draw(Split.HELD_OUT, random);
      if (Source.of(context) == wanted && part(text(context)) == part) {
        return new Situation(context, random.nextLong());
      }
    }
  }

  private static String text(dev.medley.lm.corpus.Situation context) {
    return context.messages().get(context.messages().size() - 1).content();
  }

  private static Part part(String text) {
    CRC32 crc = new CRC32();
    crc.update(text.getBytes(UTF_8));
    return crc.getValue() % 2 == 0 ? Part.LOG : Part.ROUNDS;
  }
}
