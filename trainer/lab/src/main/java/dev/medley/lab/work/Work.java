package dev.medley.lab.work;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.medley.lm.LanguageModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A folder with the result of each unit of work. A unit whose file is there is not done again, so
 * that an interrupted run goes on. Each worker has a model of its own.
 */
public final class Work implements AutoCloseable {
  /** The time is over; what is done is kept. */
  public static final class TimeOverException extends RuntimeException {}

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String STAMP = "settings";

  private final Path folder;
  private final ExecutorService workers;
  private final int threads;
  private final Queue<LanguageModel> models = new ConcurrentLinkedQueue<>();
  private final ThreadLocal<LanguageModel> model;
  private final long until;
  private final Progress progress;
  private volatile boolean advanced;

  /**
   * @param settings of which all results in the folder are
   * @param until when units are to be done, by {@link System#nanoTime()}
   * @throws IllegalArgumentException where the folder holds results of other settings
   */
  public Work(
      Path folder,
      String settings,
      Supplier<LanguageModel> load,
      int threads,
      long until,
      Progress progress) {
    this.folder = folder;
    this.threads = threads;
    this.until = until;
    this.progress = progress;
    this.workers = Executors.newFixedThreadPool(threads);
    this.model =
        ThreadLocal.withInitial(
            () -> {
              LanguageModel loaded = load.get();
              models.add(loaded);
              return loaded;
            });
    if (!has(STAMP)) {
      write(STAMP, settings);
    }
    String found = read(STAMP, new TypeReference<>() {});
    if (!found.equals(settings)) {
      throw new IllegalArgumentException(
          "The results in %s are of other settings (%s, not %s): choose another --work"
              .formatted(folder, found, settings));
    }
  }

  /** A file or folder of a unit's own, beside its result. */
  public Path path(String name) {
    return folder.resolve(name);
  }

  private Path file(String name) {
    return folder.resolve(name + ".json");
  }

  boolean has(String name) {
    return Files.exists(file(name));
  }

  /** A result that is there. */
  public <T> T read(String name, TypeReference<T> type) {
    try {
      return JSON.readValue(file(name).toFile(), type);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file(name), e);
    }
  }

  private void write(String name, Object result) {
    try {
      Files.createDirectories(file(name).getParent());
      Path part = Files.createTempFile(file(name).getParent(), "result", ".part");
      JSON.writeValue(part.toFile(), result);
      Files.move(
          part, file(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file(name), e);
    }
  }

  /**
   * Does what is not done yet, phase by phase, the longest first.
   *
   * @throws TimeOverException where there was no time for all
   */
  public void run(List<List<Unit>> phases) {
    List<Unit> missing =
        phases.stream().flatMap(List::stream).filter(unit -> !has(unit.name())).toList();
    progress.begin(
        phases.stream().mapToInt(List::size).sum(),
        missing.size(),
        missing.stream().mapToDouble(Unit::seconds).sum());
    phases.forEach(this::runPhase);
  }

  private void runPhase(List<Unit> phase) {
    List<Unit> open =
        new ArrayList<>(
            phase.stream()
                .filter(unit -> !has(unit.name()))
                .sorted(Comparator.comparingDouble(Unit::seconds).reversed())
                .toList());
    List<Future<?>> busy =
        IntStream.range(0, Math.min(threads, open.size()))
            .<Future<?>>mapToObj(i -> workers.submit(() -> drain(open)))
            .toList();
    for (Future<?> worker : busy) {
      await(worker);
    }
    if (!open.isEmpty()) {
      throw new TimeOverException();
    }
  }

  private void drain(List<Unit> open) {
    for (Unit unit = next(open); unit != null; unit = next(open)) {
      long start = System.nanoTime();
      write(unit.name(), unit.body().apply(model::get));
      double seconds = (System.nanoTime() - start) / 1e9;
      progress.done(unit, seconds);
      advanced = true;
    }
  }

  /** The longest unit that will be done in time; a run's first one need not be. */
  private synchronized Unit next(List<Unit> open) {
    double left = until == Long.MAX_VALUE ? Double.MAX_VALUE : (until - System.nanoTime()) / 1e9;
    for (Unit unit : open) {
      if (unit.seconds() <= left || (!advanced && left > 0)) {
        open.remove(unit);
        return unit;
      }
    }
    return null;
  }

  private static void await(Future<?> worker) {
    try {
      worker.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          String.format(Locale.ROOT, "A unit of work failed: %s", e.getCause().getMessage()),
          e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TimeOverException();
    }
  }

  @Override
  public void close() {
    workers.shutdownNow();
    models.forEach(LanguageModel::close);
  }
}
