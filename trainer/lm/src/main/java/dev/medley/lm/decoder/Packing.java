package dev.medley.lm.decoder;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows in one line of tokens, without padding. Rows of one prompt make a segment: first its trunk,
 * all that they begin with in common (the prompt, and what an edit left unchanged), then each row's
 * branch, which goes on from the trunk as if it followed it alone.
 */
final class Packing {
  private final List<Batch.Row> rows;
  private final long[] ids;
  private final long[] positions;
  private final List<Long> segments = new ArrayList<>();
  // Where each row's first token lies, and by how much its branch lies further on than that says.
  private final int[] starts;
  private final int[] trunks;
  private final int[] jumps;
  private int length;

  private Packing(List<Batch.Row> rows) {
    this.rows = rows;
    int most = rows.stream().mapToInt(Batch.Row::length).sum();
    this.ids = new long[most];
    this.positions = new long[most];
    this.starts = new int[rows.size()];
    this.trunks = new int[rows.size()];
    this.jumps = new int[rows.size()];
  }

  static Packing of(List<Batch.Row> rows) {
    Packing packing = new Packing(rows);
    Map<IntBuffer, List<Integer>> byPrompt = new LinkedHashMap<>();
    for (int r = 0; r < rows.size(); r++) {
      IntBuffer prompt = IntBuffer.wrap(rows.get(r).prompt());
      byPrompt.computeIfAbsent(prompt, p -> new ArrayList<>()).add(r);
    }
    byPrompt.values().forEach(packing::segment);
    return packing;
  }

  private void segment(Collection<Integer> members) {
    int trunk = common(members);
    int start = length;
    Batch.Row first = rows.get(members.iterator().next());
    write(first, 0, trunk);
    int branches = segments.size() + 1;
    segments.add((long) trunk);
    segments.add(0L);
    for (int r : members) {
      Batch.Row row = rows.get(r);
      starts[r] = start;
      trunks[r] = trunk;
      jumps[r] = length - start - trunk;
      if (row.length() > trunk) {
        write(row, trunk, row.length());
        segments.add((long) row.length() - trunk);
        segments.set(branches, segments.get(branches) + 1);
      }
    }
  }

  /** How many tokens all of these rows begin with. */
  private int common(Collection<Integer> members) {
    Batch.Row first = rows.get(members.iterator().next());
    int shared = first.length();
    for (int r : members) {
      Batch.Row row = rows.get(r);
      int same = 0;
      while (same < Math.min(shared, row.length()) && row.token(same) == first.token(same)) {
        same++;
      }
      shared = same;
    }
    return shared;
  }

  private void write(Batch.Row row, int from, int to) {
    for (int place = from; place < to; place++) {
      ids[length] = row.token(place);
      positions[length++] = place;
    }
  }

  long[] ids() {
    return Arrays.copyOf(ids, length);
  }

  /** Each token's place in its own row. */
  long[] positions() {
    return Arrays.copyOf(positions, length);
  }

  /** For each segment the trunk's tokens, how many branches have tokens, and how many each has. */
  long[] segments() {
    return segments.stream().mapToLong(n -> n).toArray();
  }

  /** For each response token, row by row, where the token that predicts it lies. */
  long[] index() {
    return perTarget(
        (r, i) -> {
          int place = rows.get(r).prompt().length - 1 + i;
          return place < trunks[r] ? starts[r] + place : starts[r] + jumps[r] + place;
        });
  }

  /** The response tokens, row by row. */
  long[] labels() {
    return perTarget((r, i) -> rows.get(r).response()[i]);
  }

  /** The row of each response token. */
  long[] owners() {
    return perTarget((r, i) -> r);
  }

  private interface Target {
    long of(int row, int token);
  }

  private long[] perTarget(Target target) {
    long[] values = new long[rows.stream().mapToInt(row -> row.response().length).sum()];
    int next = 0;
    for (int r = 0; r < rows.size(); r++) {
      for (int i = 0; i < rows.get(r).response().length; i++) {
        values[next++] = target.of(r, i);
      }
    }
    return values;
  }
}
