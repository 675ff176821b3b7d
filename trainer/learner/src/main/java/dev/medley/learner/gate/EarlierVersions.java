package dev.medley.learner.gate;

import dev.medley.lm.lora.LoraAdapter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongFunction;

/**
 * The weights that a version is compared with: its parent's and those of the best so far. Others
 * are closed once they are neither. Not thread-safe.
 */
public final class EarlierVersions implements AutoCloseable {
  private final Map<Long, LoraAdapter> weights = new TreeMap<>();
  private long parent;
  private Bests bests = Bests.BASE;
  private LongFunction<Optional<LoraAdapter>> checkpoints = version -> Optional.empty();

  /** The newest version; 0 for the base. */
  public long parent() {
    return parent;
  }

  public Bests bests() {
    return bests;
  }

  /** The versions that are compared with, the base among them. */
  Set<Long> versions() {
    Set<Long> versions = new TreeSet<>();
    versions.add(0L);
    versions.add(parent);
    versions.add(bests.first());
    versions.add(bests.second());
    return versions;
  }

  /** Null for the base. */
  LoraAdapter weights(long version) {
    return weights.get(version);
  }

  /**
   * Goes on after an opening; weights are read when the gate looks.
   *
   * @param found weights by version, empty where they are gone for good
   */
  public void goOn(long newest, Bests chosen, LongFunction<Optional<LoraAdapter>> found) {
    parent = newest;
    bests = chosen;
    closeOthers();
    checkpoints = found;
  }

  /** Reads weights that are not there yet. */
  void read() {
    List<Long> gone = new ArrayList<>();
    for (long version : versions()) {
      if (version != 0 && !weights.containsKey(version)) {
        checkpoints.apply(version).ifPresentOrElse(w -> give(version, w), () -> gone.add(version));
      }
    }
    // Once all that there are, are read.
    gone.forEach(this::gone);
  }

  /** Gives the weights of a version, which are closed with this. */
  public void give(long version, LoraAdapter found) {
    LoraAdapter before = weights.put(version, found);
    if (before != null) {
      before.close();
    }
  }

  /** Its place falls to the newest there is. */
  private void gone(long version) {
    long next = weights.keySet().stream().mapToLong(v -> v).max().orElse(0);
    parent = parent == version ? next : parent;
    bests =
        new Bests(
            bests.first() == version ? next : bests.first(),
            bests.second() == version ? next : bests.second());
  }

  /** What was learnt after a version does not count any more. */
  public void backTo(long version) {
    parent = Math.min(parent, version);
    bests(bests.upTo(version));
  }

  /** The newest version from now on. */
  public void newest(long version) {
    parent = version;
    closeOthers();
  }

  public void bests(Bests chosen) {
    bests = chosen;
    closeOthers();
  }

  private void closeOthers() {
    Set<Long> still = versions();
    weights
        .entrySet()
        .removeIf(
            entry -> {
              boolean other = !still.contains(entry.getKey());
              if (other) {
                entry.getValue().close();
              }
              return other;
            });
  }

  @Override
  public void close() {
    weights.values().forEach(LoraAdapter::close);
    weights.clear();
  }
}
