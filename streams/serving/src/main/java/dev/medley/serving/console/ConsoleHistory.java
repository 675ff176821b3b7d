package dev.medley.serving.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.medley.ensemble.ArmState;
import dev.medley.schemas.Checkpoint;
import dev.medley.serving.generation.ServingVersion;
import dev.medley.serving.routing.Router;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What each arm was charged at each moment of the last half hour, so that the console shows how it
 * changes. A figure of a moment is over the five minutes before it.
 */
final class ConsoleHistory {
  static final Duration EVERY = Duration.ofSeconds(5);
  private static final int KEPT = 360;
  private static final int WINDOW = 60;

  private record Point(long plays, double chargeSum, Optional<Instant> newestEditAt) {}

  private record Sample(Instant at, Map<String, Point> arms) {}

  private final Map<String, List<Sample>> tasks = new HashMap<>();

  /** Takes the figures of now. */
  synchronized void sample(Router router, Instant now) {
    for (String task : router.adapters().tasks()) {
      Map<String, Point> arms = new LinkedHashMap<>();
      for (Map.Entry<String, ArmState> arm : router.arms(task).entrySet()) {
        ServingVersion served = router.adapters().members(task).get(arm.getKey());
        arms.put(
            arm.getKey(),
            new Point(
                arm.getValue().costs().plays(),
                arm.getValue().costs().costSum(),
                Optional.ofNullable(served)
                    .map(ServingVersion::checkpoint)
                    .filter(checkpoint -> checkpoint.getEditsSeen() > 0)
                    .map(Checkpoint::getNewestEditAt)));
      }
      List<Sample> samples = tasks.computeIfAbsent(task, name -> new ArrayList<>());
      // A task that rests keeps its figures once.
      Map<String, Point> last = samples.isEmpty() ? arms : samples.get(samples.size() - 1).arms();
      samples.add(new Sample(now, last.equals(arms) ? last : arms));
      if (samples.size() > KEPT) {
        samples.remove(0);
      }
    }
  }

  static double age(Checkpoint checkpoint, Instant now) {
    return age(checkpoint.getNewestEditAt(), now);
  }

  private static double age(Instant newestEditAt, Instant now) {
    return Math.max(0, Duration.between(newestEditAt, now).toMillis() / 1e3);
  }

  /**
   * Times in seconds, and for each arm charge, share of plays and age of the newest edit, by time.
   */
  synchronized void write(String task, ObjectNode into) {
    List<Sample> samples = tasks.getOrDefault(task, List.of());
    ArrayNode at = into.putArray("at");
    samples.forEach(sample -> at.add(sample.at().getEpochSecond()));
    TreeSet<String> names = new TreeSet<>();
    samples.forEach(sample -> names.addAll(sample.arms().keySet()));
    ArrayNode arms = into.putArray("arms");
    for (String name : names) {
      ObjectNode arm = arms.addObject().put("arm", name);
      ArrayNode charge = arm.putArray("charge");
      ArrayNode share = arm.putArray("share");
      ArrayNode fresh = arm.putArray("fresh");
      for (int i = 0; i < samples.size(); i++) {
        Recent recent = recent(samples, i, name);
        add(charge, recent.charge());
        add(share, recent.share());
        Instant now = samples.get(i).at();
        Optional<Instant> newest =
            Optional.ofNullable(samples.get(i).arms().get(name)).flatMap(Point::newestEditAt);
        add(fresh, newest.map(edit -> age(edit, now)).orElse(Double.NaN));
      }
    }
  }

  /** What all arms together, or the named one, were charged of late; NaN where nothing was. */
  synchronized double charge(String task, String armOrAll) {
    List<Sample> samples = tasks.getOrDefault(task, List.of());
    if (samples.isEmpty()) {
      return Double.NaN;
    }
    if (!armOrAll.isEmpty()) {
      return recent(samples, samples.size() - 1, armOrAll).charge();
    }
    long plays = 0;
    double sum = 0;
    for (String arm : samples.get(samples.size() - 1).arms().keySet()) {
      Recent recent = recent(samples, samples.size() - 1, arm);
      plays += recent.plays();
      sum += recent.plays() == 0 ? 0 : recent.charge() * recent.plays();
    }
    return sum / plays;
  }

  private record Recent(long plays, double charge, double share) {}

  private static Recent recent(List<Sample> samples, int last, String arm) {
    Sample to = samples.get(last);
    Sample from = samples.get(Math.max(0, last - WINDOW));
    Point now = to.arms().get(arm);
    if (now == null) {
      return new Recent(0, Double.NaN, Double.NaN);
    }
    Point before = from.arms().getOrDefault(arm, new Point(0, 0, Optional.empty()));
    long plays = now.plays() - before.plays();
    long all = plays(to) - plays(from);
    return new Recent(
        Math.max(0, plays),
        plays <= 0 ? Double.NaN : Math.max(0, (now.chargeSum() - before.chargeSum()) / plays),
        all <= 0 ? Double.NaN : (double) plays / all);
  }

  private static long plays(Sample sample) {
    return sample.arms().values().stream().mapToLong(Point::plays).sum();
  }

  private static void add(ArrayNode to, double value) {
    if (Double.isFinite(value)) {
      to.add(Math.round(value * 1e4) / 1e4);
    } else {
      to.addNull();
    }
  }
}
