package dev.medley.serving;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Jobs that wait, by adapter, at most so many together; closed, it takes none. Thread-safe. */
final class WaitingJobs {
  private final int most;
  private final int maxBatch;
  private final Map<ServedAdapter, Deque<Job>> byAdapter = new LinkedHashMap<>();
  private int size;
  private boolean closed;

  WaitingJobs(int most, int maxBatch) {
    this.most = most;
    this.maxBatch = maxBatch;
  }

  /** False where it is full or closed. */
  synchronized boolean offer(Job job) {
    if (closed || size >= most) {
      return false;
    }
    byAdapter.computeIfAbsent(job.adapter(), adapter -> new ArrayDeque<>()).add(job);
    size++;
    notifyAll();
    return true;
  }

  synchronized int size() {
    return size;
  }

  synchronized boolean closed() {
    return closed;
  }

  /** Waits for a job, or for what else there is to do, or for the end. */
  synchronized void await(BooleanSupplier otherWork) throws InterruptedException {
    while (!closed && byAdapter.isEmpty() && !otherWork.getAsBoolean()) {
      wait();
    }
  }

  /** Takes a batch for each adapter that is not busy. */
  synchronized List<List<Job>> take(Collection<ServedAdapter> busy) {
    List<List<Job>> batches = new ArrayList<>();
    for (ServedAdapter adapter : List.copyOf(byAdapter.keySet())) {
      if (!busy.contains(adapter)) {
        batches.add(take(adapter));
      }
    }
    return batches;
  }

  private List<Job> take(ServedAdapter adapter) {
    Deque<Job> jobs = byAdapter.get(adapter);
    List<Job> batch = new ArrayList<>();
    while (batch.size() < maxBatch && !jobs.isEmpty()) {
      batch.add(jobs.poll());
    }
    if (jobs.isEmpty()) {
      byAdapter.remove(adapter);
    }
    size -= batch.size();
    return batch;
  }

  /** Takes no more, and gives back those that waited. */
  synchronized List<Job> close() {
    closed = true;
    List<Job> left = byAdapter.values().stream().flatMap(Deque::stream).toList();
    byAdapter.clear();
    size = 0;
    notifyAll();
    return left;
  }
}
