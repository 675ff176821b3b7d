package dev.medley.local.users;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Every edit of this run: counted, its figures appended to a file, first and last ones kept. */
public final class EditLog implements AutoCloseable {
  public static final int WINDOW = 200;
  private static final int BY_ARM = 100;

  private final Writer file;
  private final List<Turn> first = new ArrayList<>();
  private final Deque<Turn> last = new ArrayDeque<>();
  private final Map<String, Deque<Double>> byArm = new TreeMap<>();
  private long count;

  private EditLog(Writer file) {
    this.file = file;
  }

  /** Appends to a JSON Lines file. */
  public static EditLog open(Path path) throws IOException {
    return new EditLog(
        Files.newBufferedWriter(path, UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
  }

  public synchronized void add(Turn turn) {
    EditFigures figures = turn.figures();
    count++;
    if (first.size() < WINDOW) {
      first.add(turn);
    }
    push(last, turn, WINDOW);
    push(
        byArm.computeIfAbsent(figures.task() + "/" + figures.arm(), arm -> new ArrayDeque<>()),
        figures.cost(),
        BY_ARM);
    write(figures);
  }

  private static <T> void push(Deque<T> deque, T element, int most) {
    deque.addLast(element);
    if (deque.size() > most) {
      deque.removeFirst();
    }
  }

  private void write(EditFigures f) {
    try {
      file.write(
          String.format(
              Locale.ROOT,
              "{\"at\":\"%s\",\"task\":\"%s\",\"arm\":\"%s\",\"checkpoint\":%d,\"action\":\"%s\","
                  + "\"cost\":%.5f,\"charge\":%.5f,\"facts\":%.5f,\"words\":%d,\"responseMillis\":%d}%n",
              f.at(),
              f.task(),
              f.arm(),
              f.checkpoint(),
              f.action(),
              f.cost(),
              f.charge(),
              f.facts(),
              f.words(),
              f.responseMillis()));
      file.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot append to the file of edits", e);
    }
  }

  public synchronized long count() {
    return count;
  }

  /** The first edits, at most {@value #WINDOW} and at most half of all. */
  public synchronized List<Turn> first() {
    return List.copyOf(first.subList(0, window()));
  }

  /** The last edits, as many as {@link #first()} gives. */
  public synchronized List<Turn> last() {
    List<Turn> all = List.copyOf(last);
    return all.subList(all.size() - window(), all.size());
  }

  private int window() {
    return (int) Math.min(WINDOW, count / 2);
  }

  /** Mean cost of each task and arm's last 100 edits. */
  public synchronized Map<String, Double> recentCosts() {
    Map<String, Double> means = new TreeMap<>();
    byArm.forEach(
        (arm, costs) ->
            means.put(
                arm, costs.stream().mapToDouble(Double::doubleValue).average().orElseThrow()));
    return means;
  }

  @Override
  public synchronized void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot close the file of edits", e);
    }
  }
}
