package dev.medley.lm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A batch of responses being generated with one adapter: its KV cache is kept between calls, and
 * each row stops on its own. Not thread-safe.
 */
public final class Generation implements AutoCloseable {
  private final LanguageModel model;
  private final LoraAdapter adapter;
  private final NDManager manager;
  private final List<SplittableRandom> randoms = new ArrayList<>();
  private final List<List<Integer>> tokens = new ArrayList<>();
  private final NDArray temperature;
  private final NDArray topP;
  private NDArray left;
  private NDList state;
  private long[] leftNow;

  private Generation(
      LanguageModel model,
      LoraAdapter adapter,
      List<int[]> prompts,
      List<SamplingParameters> sampling) {
    this.model = model;
    this.adapter = adapter;
    this.manager = model.newManager();
    int rows = prompts.size();
    float[] temperatures = new float[rows];
    float[] masses = new float[rows];
    leftNow = new long[rows];
    for (int r = 0; r < rows; r++) {
      temperatures[r] = (float) sampling.get(r).temperature();
      masses[r] = (float) sampling.get(r).topP();
      leftNow[r] = sampling.get(r).maxTokens();
      randoms.add(new SplittableRandom(sampling.get(r).seed()));
      tokens.add(new ArrayList<>());
    }
    temperature = manager.create(temperatures);
    topP = manager.create(masses);
    left = manager.create(leftNow);
    prefill(prompts);
  }

  static Generation start(
      LanguageModel model,
      List<int[]> prompts,
      LoraAdapter adapter,
      List<SamplingParameters> sampling) {
    if (prompts.isEmpty() || prompts.size() != sampling.size()) {
      throw new IllegalArgumentException(
          "%d prompts with %d sampling parameters: need as many, and at least one"
              .formatted(prompts.size(), sampling.size()));
    }
    int most = model.config().maxPositionEmbeddings();
    for (int r = 0; r < prompts.size(); r++) {
      int prompt = prompts.get(r).length;
      int response = sampling.get(r).maxTokens();
      if (prompt == 0 || prompt + response > most) {
        throw new IllegalArgumentException(
            "A prompt of %d tokens and a response of up to %d don't fit the model's %d positions"
                .formatted(prompt, response, most));
      }
    }
    return new Generation(model, adapter, prompts, sampling);
  }

  private void prefill(List<int[]> prompts) {
    int rows = prompts.size();
    int length = prompts.stream().mapToInt(prompt -> prompt.length).max().orElseThrow();
    long[] ids = new long[rows * length];
    boolean[] valid = new boolean[rows * length];
    for (int r = 0; r < rows; r++) {
      int[] prompt = prompts.get(r);
      int start = r * length + length - prompt.length;
      for (int i = 0; i < prompt.length; i++) {
        ids[start + i] = prompt[i];
        valid[start + i] = true;
      }
    }
    try (NDManager call = manager.newSubManager()) {
      Shape shape = new Shape(rows, length);
      TorchScript.Call arguments =
          model.call(adapter).array(call.create(ids, shape)).array(call.create(valid, shape));
      state = model.run(manager, "prefill", arguments, false);
    }
  }

  /**
   * Generates at most {@code k} more tokens a row.
   *
   * @return each row's new tokens, without its end; none for a row that had ended
   */
  public List<int[]> decode(int k) {
    if (k < 1) {
      throw new IllegalArgumentException("k is " + k + ": need at least 1");
    }
    List<int[]> fresh = new ArrayList<>();
    if (finished()) {
      tokens.forEach(row -> fresh.add(new int[0]));
      return fresh;
    }
    NDList before = state;
    NDArray leftBefore = left;
    long[] generated;
    int columns;
    try (NDManager call = manager.newSubManager()) {
      NDArray uniforms = call.create(uniforms(k), new Shape(randoms.size(), k));
      TorchScript.Call arguments =
          model
              .call(adapter)
              .list("state", before)
              .array(left)
              .array(temperature)
              .array(topP)
              .array(uniforms);
      NDList results = model.run(manager, "decode", arguments, false);
      columns = (int) results.get(0).getShape().get(1);
      generated = results.get(0).toType(DataType.INT64, false).toLongArray();
      results.get(0).close();
      left = results.get(1);
      state = results.subNDList(2);
    }
    before.close();
    leftBefore.close();
    for (int r = 0; r < tokens.size(); r++) {
      fresh.add(take(r, generated, r * columns, columns));
    }
    leftNow = left.toLongArray();
    return fresh;
  }

  private int[] take(int row, long[] generated, int from, int columns) {
    List<Integer> ends = model.config().eosTokenIds();
    int most = (int) Math.min(columns, leftNow[row]);
    int[] fresh =
        Arrays.stream(generated, from, from + most)
            .takeWhile(token -> !ends.contains((int) token))
            .mapToInt(Math::toIntExact)
            .toArray();
    Arrays.stream(fresh).forEach(tokens.get(row)::add);
    return fresh;
  }

  private float[] uniforms(int k) {
    float[] uniforms = new float[randoms.size() * k];
    for (int r = 0; r < randoms.size(); r++) {
      for (int i = 0; i < k; i++) {
        uniforms[r * k + i] = (float) randoms.get(r).nextDouble();
      }
    }
    return uniforms;
  }

  /** Whether every row has ended. */
  public boolean finished() {
    return Arrays.stream(leftNow).allMatch(count -> count == 0);
  }

  /** Whether a row has ended. */
  public boolean finished(int row) {
    return leftNow[row] == 0;
  }

  /** A row's tokens so far, without its end. */
  public int[] tokens(int row) {
    return tokens.get(row).stream().mapToInt(Integer::intValue).toArray();
  }

  /** Why a row that has ended did so. */
  public FinishReason finishReason(int row, SamplingParameters sampling) {
    return tokens.get(row).size() < sampling.maxTokens() ? FinishReason.STOP : FinishReason.LENGTH;
  }

  @Override
  public void close() {
    manager.close();
  }
}
