package dev.medley.lm;

import static java.util.Collections.emptyList;
import static java.util.Collections.nCopies;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * The adapters of a batch's rows as the decoder takes them: one for all as it is, or each row's
 * own, copied side by side once for as long as the rows stay together.
 */
final class RowAdapters implements AutoCloseable {
  private final LanguageModel model;
  private final LoraAdapter shared;
  private final List<NDArray> byRow;
  private final NDArray ones;

  private RowAdapters(LanguageModel model, LoraAdapter shared, List<NDArray> byRow, NDArray ones) {
    this.model = model;
    this.shared = shared;
    this.byRow = byRow;
    this.ones = ones;
  }

  /**
   * @param rows each row's adapter, null for the base
   */
  static RowAdapters of(LanguageModel model, NDManager manager, List<LoraAdapter> rows) {
    List<LoraAdapter> distinct = new ArrayList<>(new LinkedHashSet<>(rows));
    if (distinct.size() == 1) {
      return new RowAdapters(model, distinct.get(0), emptyList(), null);
    }
    int modules = model.config().layers() * LinearModule.values().length;
    try (NDManager call = manager.newSubManager()) {
      List<NDArray> matrices = new ArrayList<>();
      float[] scales = new float[distinct.size() * modules];
      for (int i = 0; i < distinct.size(); i++) {
        LoraAdapter adapter = distinct.get(i);
        if (adapter == null) {
          matrices.addAll(nCopies(2 * modules, model.nothing()));
        } else {
          matrices.addAll(adapter.decoderOrder());
          System.arraycopy(adapter.scale().toFloatArray(), 0, scales, i * modules, modules);
        }
      }
      long[] numbers = rows.stream().mapToLong(distinct::indexOf).toArray();
      TorchScript.Call arguments =
          new TorchScript.Call()
              .list("a", matrices)
              .array(call.create(scales, new Shape(distinct.size(), modules)))
              .array(call.create(numbers));
      List<NDArray> found = List.copyOf(model.run(manager, "by_row", arguments, false));
      return new RowAdapters(model, null, found, manager.ones(new Shape(modules)));
    }
  }

  /** The first arguments of a call of the decoder. */
  TorchScript.Call call() {
    return ones == null ? model.call(shared) : model.call(byRow, ones);
  }

  @Override
  public void close() {
    byRow.forEach(NDArray::close);
    if (ones != null) {
      ones.close();
    }
  }
}
