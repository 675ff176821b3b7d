package dev.medley.lm.generation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.medley.lm.decoder.Decoder;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.lm.torch.TorchScript;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * The adapters of rows that are generated together, as the decoder takes them. What adapters were
 * seen lie in one stack until another comes, so that rows that join or leave change masks alone.
 */
final class RowAdapters implements AutoCloseable {
  private final Decoder decoder;
  private final NDManager manager;
  private AdapterStack stack;

  RowAdapters(Decoder decoder, NDManager manager) {
    this.decoder = decoder;
    this.manager = manager;
  }

  /** Rows that stay together; to be closed when they part. */
  record Rows(Decoder decoder, List<NDArray> a, List<NDArray> masks) implements AutoCloseable {
    /** The first arguments of a call of the decoder that computes so many tokens at once. */
    TorchScript.Call call(long tokens) {
      return decoder.generationCall(a, tokens);
    }

    @Override
    public void close() {
      masks.forEach(NDArray::close);
    }
  }

  /**
   * Makes sure of all adapters that rows will have.
   *
   * @param adapters each row's, null for the base
   * @return whether the rows made before have to be made again
   */
  boolean hold(List<LoraAdapter> adapters) {
    List<LoraAdapter> distinct = new ArrayList<>(new LinkedHashSet<>(adapters));
    boolean held = stack == null ? isBase(distinct) : stack.holds(distinct);
    if (!held) {
      close();
      stack = AdapterStack.of(decoder, manager, distinct);
    }
    return !held;
  }

  /**
   * @param adapters each row's, null for the base; all of them held
   */
  Rows of(List<LoraAdapter> adapters) {
    if (isBase(new LinkedHashSet<>(adapters))) {
      return new Rows(decoder, List.of(), List.of());
    }
    List<NDArray> masks = stack.masks(manager, adapters);
    return new Rows(decoder, stack.with(masks), masks);
  }

  private static boolean isBase(Collection<LoraAdapter> distinct) {
    return distinct.size() == 1 && distinct.contains(null);
  }

  @Override
  public void close() {
    if (stack != null) {
      stack.close();
      stack = null;
    }
  }
}
