package dev.medley.lm.generation;

import static java.util.Collections.nCopies;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.medley.lm.config.LinearModule;
import dev.medley.lm.decoder.Decoder;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.lm.torch.TorchScript;
import java.util.ArrayList;
import java.util.List;

/**
 * A copy of several adapters side by side, so that rows of different ones are one product each of A
 * and of B, whoever they belong to. It stays right while its adapters are not trained.
 */
final class AdapterStack implements AutoCloseable {
  /** Of a matrix: A, B, and whose columns they are. */
  private static final int ARRAYS = 3;

  private final Decoder decoder;
  private final List<LoraAdapter> adapters;
  private final List<NDArray> arrays;

  private AdapterStack(Decoder decoder, List<LoraAdapter> adapters, List<NDArray> arrays) {
    this.decoder = decoder;
    this.adapters = adapters;
    this.arrays = arrays;
  }

  /**
   * @param adapters different ones, null for the base
   */
  static AdapterStack of(Decoder decoder, NDManager manager, List<LoraAdapter> adapters) {
    int modules = decoder.config().layers() * LinearModule.values().length;
    List<NDArray> matrices = new ArrayList<>();
    float[] scales = new float[adapters.size() * modules];
    for (int i = 0; i < adapters.size(); i++) {
      LoraAdapter adapter = adapters.get(i);
      if (adapter == null) {
        matrices.addAll(nCopies(2 * modules, decoder.nothing()));
      } else {
        matrices.addAll(adapter.decoderOrder());
        System.arraycopy(adapter.scale().toFloatArray(), 0, scales, i * modules, modules);
      }
    }
    try (NDManager call = manager.newSubManager()) {
      TorchScript.Call arguments =
          new TorchScript.Call()
              .list("a", matrices)
              .array(call.create(scales, new Shape(adapters.size(), modules)));
      List<NDArray> arrays = List.copyOf(decoder.run(manager, "stack", arguments, false));
      return new AdapterStack(decoder, new ArrayList<>(adapters), arrays);
    }
  }

  boolean holds(List<LoraAdapter> wanted) {
    return adapters.containsAll(wanted);
  }

  /**
   * The masks that let each row through its own adapter.
   *
   * @param rows each row's adapter, null for the base
   */
  List<NDArray> masks(NDManager manager, List<LoraAdapter> rows) {
    if (adapters.size() == 1) {
      // Its own columns are all there are, which is a mask for any number of rows.
      return List.of();
    }
    List<NDArray> owners = new ArrayList<>();
    for (int at = ARRAYS - 1; at < arrays.size(); at += ARRAYS) {
      owners.add(arrays.get(at));
    }
    try (NDManager call = manager.newSubManager()) {
      long[] numbers = rows.stream().mapToLong(adapters::indexOf).toArray();
      TorchScript.Call arguments =
          new TorchScript.Call().list("owners", owners).array(call.create(numbers));
      return List.copyOf(decoder.run(manager, "masks", arguments, false));
    }
  }

  /** The decoder's list {@code a}. */
  List<NDArray> with(List<NDArray> masks) {
    List<NDArray> all = new ArrayList<>(arrays);
    for (int i = 0; i < masks.size(); i++) {
      all.set(ARRAYS * i + ARRAYS - 1, masks.get(i));
    }
    return all;
  }

  @Override
  public void close() {
    arrays.forEach(NDArray::close);
  }
}
