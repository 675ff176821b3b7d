package dev.medley.learner.member;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

import dev.medley.kafka.Cluster;
import dev.medley.learner.feed.LabelFeeds;
import dev.medley.learner.journal.GroupOffsets;
import dev.medley.learner.journal.JournalReader;
import dev.medley.learner.rounds.PublishedCheckpoints;
import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.RefusedStateException;
import dev.medley.learner.state.Manifests;
import dev.medley.schemas.Checkpoint;
import dev.medley.schemas.PartitionOffset;
import dev.medley.schemas.Topic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Takes members over together: all are fenced and claimed before what they left is read, and each
 * topic is read once for all of them. What goes wrong with one is its own.
 */
public final class Openings {
  private static final int AT_ONCE = 32;

  private final Cluster cluster;
  private final LabelFeeds feeds;
  private final List<Opening> going;

  private Openings(List<Opening> openings) {
    MemberSetup any = openings.get(0).setup();
    this.cluster = any.cluster();
    this.feeds = any.feeds();
    this.going = new ArrayList<>(openings);
  }

  /** Claims all; each then says whether it {@link Opening#failed}. */
  public static void claim(Collection<Opening> openings) {
    if (!openings.isEmpty()) {
      new Openings(List.copyOf(openings)).claim();
    }
  }

  private void claim() {
    Manifests manifests = new Manifests(cluster);
    if (going.stream().anyMatch(Opening::hasMetOwners)) {
      // Before anybody is fenced.
      together(
          () -> {
            Function<MemberId, Optional<Manifests.Found>> before = finder(manifests);
            each(opening -> opening.meet(before.apply(opening.id())));
          });
    }
    together(() -> sideBySide(Opening::fence));
    together(
        () -> {
          Function<MemberId, Optional<Manifests.Found>> found = finder(manifests);
          sideBySide(opening -> opening.claim(found.apply(opening.id())));
        });
    together(this::readLabels);
    together(this::readJournals);
    together(this::readCheckpoints);
  }

  /** All are read once, unless one can't be, which is then its own trouble. */
  private static Function<MemberId, Optional<Manifests.Found>> finder(Manifests manifests) {
    return manifests
        .all()
        .<Function<MemberId, Optional<Manifests.Found>>>map(
            all -> member -> Optional.ofNullable(all.get(member.key())))
        .orElse(manifests::find);
  }

  private List<MemberId> ids() {
    return going.stream().map(Opening::id).toList();
  }

  /** A topic is read from the first offset that any of them needs. */
  private void readLabels() {
    GroupOffsets committed = GroupOffsets.of(feeds.admin(), cluster, ids());
    Map<Topic, List<Opening>> byTopic =
        going.stream().collect(groupingBy(opening -> opening.id().kind().labelTopic()));
    byTopic.forEach(
        (topic, openings) -> {
          Map<Integer, Long> first = new HashMap<>();
          for (Opening opening : openings) {
            for (PartitionOffset next : opening.saved().next()) {
              first.merge(next.getPartition(), next.getOffset(), Math::min);
            }
          }
          boolean anyNew = openings.stream().anyMatch(opening -> opening.saved().next().isEmpty());
          feeds.of(topic).begin(anyNew ? Map.of() : first);
        });
    each(opening -> opening.read(committed.of(opening.id())));
  }

  private void readJournals() {
    JournalReader reader = new JournalReader(cluster);
    Map<Integer, List<Opening>> byPartition =
        going.stream().collect(groupingBy(opening -> opening.manifest().getJournalPartition()));
    byPartition.forEach(
        (partition, openings) -> {
          Map<MemberId, Long> from =
              openings.stream()
                  .collect(toMap(Opening::id, opening -> opening.manifest().getJournalOffset()));
          try {
            Map<MemberId, JournalReader.Read> read = reader.read(partition, from);
            openings.forEach(opening -> opening.journal(read.get(opening.id())));
          } catch (RefusedStateException e) {
            // Whose entry can't be read is its own trouble.
            openings.forEach(
                opening ->
                    guarded(
                        opening,
                        alone ->
                            alone.journal(
                                reader.read(alone.id(), partition, from.get(alone.id())))));
          }
        });
  }

  private void readCheckpoints() {
    Map<String, List<Checkpoint>> published =
        new PublishedCheckpoints(cluster)
            .all().stream().collect(groupingBy(found -> found.getTask() + "/" + found.getMember()));
    each(opening -> opening.published(published.getOrDefault(opening.id().key(), List.of())));
  }

  private void each(Consumer<Opening> work) {
    List.copyOf(going).forEach(opening -> guarded(opening, work));
  }

  private void guarded(Opening opening, Consumer<Opening> work) {
    try {
      work.accept(opening);
    } catch (RuntimeException e) {
      fail(opening, e);
    } catch (OutOfMemoryError | StackOverflowError | AssertionError e) {
      fail(opening, new IllegalStateException("It could not be claimed: " + e, e));
    }
  }

  private void fail(Opening opening, RuntimeException reason) {
    opening.fail(reason);
    synchronized (going) {
      going.remove(opening);
    }
  }

  /** What fails for all. */
  private void together(Runnable work) {
    if (going.isEmpty()) {
      return;
    }
    try {
      work.run();
    } catch (RuntimeException e) {
      List.copyOf(going).forEach(opening -> fail(opening, e));
    }
  }

  private void sideBySide(Consumer<Opening> work) {
    if (going.isEmpty()) {
      return;
    }
    AtomicReference<TimeoutException> away = new AtomicReference<>();
    ExecutorService threads = Executors.newFixedThreadPool(Math.min(AT_ONCE, going.size()));
    try {
      List<Callable<Void>> works = new ArrayList<>();
      for (Opening opening : List.copyOf(going)) {
        works.add(
            () -> {
              guarded(
                  opening,
                  each -> {
                    if (away.get() != null) {
                      // Each would wait as long, one after another.
                      throw away.get();
                    }
                    try {
                      work.accept(each);
                    } catch (TimeoutException e) {
                      away.set(e);
                      throw e;
                    }
                  });
              opening.setup().thread().moved();
              return null;
            });
      }
      for (Future<Void> done : threads.invokeAll(works)) {
        done.get();
      }
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("A member was not opened", e.getCause());
    } finally {
      threads.shutdown();
    }
  }
}
