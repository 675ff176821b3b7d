package dev.medley.learner.proofs.many;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What the machine did while something was measured, by Linux's own counters. */
final class Load {
  private static final double TICKS_PER_SECOND = 100;

  private final long pid;
  private final long began = System.nanoTime();
  private final double trainer;
  private final double self;
  private final double busy;

  private Load(long pid) throws IOException {
    this.pid = pid;
    this.trainer = seconds(pid);
    this.self = seconds(ProcessHandle.current().pid());
    this.busy = busySeconds();
  }

  /** Begins to count beside a trainer. */
  static Load beside(long pid) throws IOException {
    return new Load(pid);
  }

  /**
   * Processors that each kept busy on average.
   *
   * @param here by this program, with the broker in it
   * @param others by whatever else runs here, the registry among it
   */
  record Processors(double trainer, double here, double others, int of, double loadAverage) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%.2f processors by the trainer, %.2f here and by Kafka, %.2f by others, of %d; load"
              + " %.1f",
          trainer,
          here,
          others,
          of,
          loadAverage);
    }
  }

  /** Since it began. */
  Processors soFar() throws IOException {
    double seconds = (System.nanoTime() - began) / 1e9;
    double byTrainer = seconds(pid) - trainer;
    double bySelf = seconds(ProcessHandle.current().pid()) - self;
    double others = busySeconds() - busy - byTrainer - bySelf;
    return new Processors(
        byTrainer / seconds,
        bySelf / seconds,
        Math.max(0, others / seconds),
        Runtime.getRuntime().availableProcessors(),
        Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).replaceFirst(" .*\\s*", "")));
  }

  private static double seconds(long pid) {
    return ProcessHandle.of(pid)
            .flatMap(process -> process.info().totalCpuDuration())
            .orElse(Duration.ZERO)
            .toMillis()
        / 1e3;
  }

  private static double busySeconds() throws IOException {
    List<Long> ticks =
        Arrays.stream(Files.readAllLines(Path.of("/proc/stat")).get(0).split(" +"))
            .skip(1)
            .map(Long::valueOf)
            .toList();
    // user, nice, system, idle, iowait, irq, softirq
    return (ticks.get(0) + ticks.get(1) + ticks.get(2) + ticks.get(5) + ticks.get(6))
        / TICKS_PER_SECOND;
  }

  /** The largest resident memory of a process so far, in MiB. */
  static double residentMiB(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
        .findFirst()
        .orElseThrow();
  }
}
