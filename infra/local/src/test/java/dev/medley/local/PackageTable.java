package dev.medley.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which packages of a module may know which, as {@code packages.txt} says it. Packages are named
 * from below {@code dev.medley} on.
 */
record PackageTable(Map<String, Set<String>> known) {
  static PackageTable read() {
    Path file =
        Modules.HOME.resolve("infra/local/src/test/resources/dev/medley/local/packages.txt");
    Map<String, Set<String>> rows = new TreeMap<>();
    try {
      for (String line : Files.readAllLines(file)) {
        if (!line.isBlank() && !line.startsWith("#")) {
          String[] row = line.split(":", 2);
          rows.put(row[0], new TreeSet<>(List.of(row[1].trim().split(" +"))));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new PackageTable(expanded(rows));
  }

  /** A star stands for all other packages of the module; a row may be empty. */
  private static Map<String, Set<String>> expanded(Map<String, Set<String>> rows) {
    rows.forEach(
        (name, known) -> {
          known.remove("");
          if (known.remove("*")) {
            rows.keySet().stream().filter(other -> sameModule(name, other)).forEach(known::add);
            known.remove(name);
          }
        });
    return rows;
  }

  private static boolean sameModule(String one, String other) {
    return one.split("\\.", 2)[0].equals(other.split("\\.", 2)[0]);
  }

  boolean allows(String from, String to) {
    return from.equals(to) || known.getOrDefault(from, Set.of()).contains(to);
  }

  /** The table less one arrow. */
  PackageTable without(String from, String to) {
    Map<String, Set<String>> fewer = new TreeMap<>(known);
    Set<String> left = new TreeSet<>(known.get(from));
    left.remove(to);
    fewer.put(from, left);
    return new PackageTable(fewer);
  }

  /** Packages in a circle of what the table allows; empty where there is none. */
  List<String> circle() {
    Set<String> done = new TreeSet<>();
    for (String start : known.keySet()) {
      List<String> found = circle(start, new ArrayList<>(), done);
      if (!found.isEmpty()) {
        return found;
      }
    }
    return List.of();
  }

  private List<String> circle(String at, List<String> path, Set<String> done) {
    if (path.contains(at)) {
      return List.copyOf(path.subList(path.indexOf(at), path.size()));
    }
    if (done.contains(at)) {
      return List.of();
    }
    path.add(at);
    for (String next : known.getOrDefault(at, Set.of())) {
      List<String> found = circle(next, path, done);
      if (!found.isEmpty()) {
        return found;
      }
    }
    path.remove(path.size() - 1);
    done.add(at);
    return List.of();
  }
}
