package dev.medley.lm.generation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.medley.lm.chat.ChatTokenizer;
import dev.medley.lm.decoder.Decoder;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.lm.torch.TorchScript;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Responses that are generated together (continuous batching, Yu et al. 2022): rows join at any
 * time, each with its own adapter and sampling, and leave their place when they end. Keys and
 * values of what was read are kept between calls. Not thread-safe.
 */
public final class GenerationBatch implements AutoCloseable {
  private final Decoder decoder;
  private final ChatTokenizer tokenizer;
  private final NDManager manager;
  private List<GeneratedRow> open = new ArrayList<>();
  private NDList state;
  private final RowAdapters adapters;
  private RowAdapters.Rows openAdapters;

  public GenerationBatch(Decoder decoder, ChatTokenizer tokenizer) {
    this.decoder = decoder;
    this.tokenizer = tokenizer;
    this.manager = decoder.newManager();
    this.adapters = new RowAdapters(decoder, manager);
  }

  /**
   * Adds rows: their prompts are read now, their tokens come with {@link #decode}.
   *
   * @return a row for each request, in their order
   * @throws IllegalArgumentException where a prompt and its response exceed the model's positions;
   *     none is added then
   */
  public List<GeneratedRow> add(List<GenerationRequest> requests) {
    if (requests.isEmpty()) {
      return List.of();
    }
    requests.forEach(request -> request.check(decoder.config()));
    List<GeneratedRow> fresh =
        requests.stream()
            .map(request -> new GeneratedRow(request, decoder.config().eosTokenIds(), tokenizer))
            .toList();
    if (adapters.hold(
        Stream.concat(open.stream(), fresh.stream()).map(GenerationBatch::adapterOf).toList())) {
      gatherAdapters();
    }
    NDList read = prefill(fresh);
    if (state != null) {
      NDList before = state;
      TorchScript.Call both = new TorchScript.Call().list("state", before).list("other", read);
      state = decoder.run(manager, "join", both, false);
      before.close();
      read.close();
    } else {
      state = read;
    }
    open.addAll(fresh);
    gatherAdapters();
    return fresh;
  }

  private NDList prefill(List<GeneratedRow> fresh) {
    List<GenerationRequest> requests = fresh.stream().map(GeneratedRow::request).toList();
    int rows = requests.size();
    int length = requests.stream().mapToInt(each -> each.prompt().length).max().orElseThrow();
    long[] ids = new long[rows * length];
    long[] lengths = new long[rows];
    for (int r = 0; r < rows; r++) {
      int[] prompt = requests.get(r).prompt();
      lengths[r] = prompt.length;
      for (int i = 0; i < length; i++) {
        ids[r * length + i] = i < prompt.length ? prompt[i] : decoder.config().padTokenId();
      }
    }
    try (NDManager call = manager.newSubManager();
        RowAdapters.Rows own = adaptersOf(fresh)) {
      TorchScript.Call arguments =
          own.call(ids.length)
              .array(call.create(ids, new Shape(rows, length)))
              .array(call.create(lengths))
              .array(call.create((long) length));
      return decoder.run(manager, "prefill", arguments, false);
    }
  }

  /** Generates at most {@code k} more tokens of each row. */
  public void decode(int k) {
    if (k < 1) {
      throw new IllegalArgumentException("k is " + k + ": need at least 1");
    }
    open.forEach(GeneratedRow::finishIfCancelled);
    leave();
    if (open.isEmpty()) {
      return;
    }
    int rows = open.size();
    float[] uniforms = new float[rows * k];
    for (int r = 0; r < rows; r++) {
      open.get(r).draw(uniforms, r * k, k);
    }
    NDList before = state;
    try (NDManager call = manager.newSubManager()) {
      long[] left = open.stream().mapToLong(GeneratedRow::left).toArray();
      TorchScript.Call arguments =
          openAdapters
              .call(rows)
              .list("state", before)
              .array(call.create(left))
              .array(call.create(each(SamplingParameters::temperature)))
              .array(call.create(each(SamplingParameters::topP)))
              .array(call.create(uniforms, new Shape(rows, k)));
      NDList results = decoder.run(manager, "decode", arguments, false);
      NDArray tokens = results.get(0);
      long[] generated = tokens.toLongArray();
      int columns = generated.length / rows;
      tokens.close();
      state = results.subNDList(1);
      for (int r = 0; r < rows; r++) {
        open.get(r).take(generated, r * columns, columns);
      }
    }
    before.close();
    leave();
  }

  /** Rows that have ended give their places back. */
  private void leave() {
    int[] stay = IntStream.range(0, open.size()).filter(r -> !open.get(r).finished()).toArray();
    if (stay.length == open.size()) {
      return;
    }
    List<GeneratedRow> rows = IntStream.of(stay).mapToObj(open::get).toList();
    NDList before = state;
    state = null;
    if (stay.length > 0) {
      try (NDManager call = manager.newSubManager()) {
        NDArray index = call.create(IntStream.of(stay).asLongStream().toArray());
        TorchScript.Call kept = new TorchScript.Call().list("state", before).array(index);
        state = decoder.run(manager, "keep", kept, false);
      }
    }
    before.close();
    open = new ArrayList<>(rows);
    gatherAdapters();
  }

  private void gatherAdapters() {
    if (openAdapters != null) {
      openAdapters.close();
      openAdapters = null;
    }
    if (!open.isEmpty()) {
      openAdapters = adaptersOf(open);
    }
  }

  private RowAdapters.Rows adaptersOf(List<GeneratedRow> rows) {
    // toList() takes nulls, which stand for the base.
    return adapters.of(rows.stream().map(GenerationBatch::adapterOf).toList());
  }

  private static LoraAdapter adapterOf(GeneratedRow row) {
    return row.request().adapter();
  }

  /** The next token's logits (rows, vocabulary). */
  public float[] logits() {
    return state.get(0).toFloatArray();
  }

  private float[] each(ToDoubleFunction<SamplingParameters> figure) {
    float[] values = new float[open.size()];
    for (int r = 0; r < values.length; r++) {
      values[r] = (float) figure.applyAsDouble(open.get(r).request().sampling());
    }
    return values;
  }

  /** Generates until every row has ended. */
  public void finish() {
    while (!finished()) {
      decode(32);
    }
  }

  /** Whether every row has ended. */
  public boolean finished() {
    return open.isEmpty();
  }

  /** Rows that have not ended. */
  public int rows() {
    return open.size();
  }

  @Override
  public void close() {
    manager.close();
  }
}
