package dev.medley.lm.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.medley.lm.safetensors.StoredTensor;
import dev.medley.lm.torch.Precision;
import dev.medley.lm.torch.TorchScript;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.ShortBuffer;
import java.nio.channels.FileChannel;

/**
 * Brings stored tensors into libtorch, in the type that is computed in. The file is mapped, and
 * libtorch converts it piece by piece into memory of its own: no weight passes through Java's heap,
 * and a tensor may be larger than the 2^31 bytes that Java maps at once.
 */
public final class WeightLoader {
  private static final int PIECE = 1 << 22;

  private final NDManager owner;
  private final TorchScript script;
  private final Precision precision;
  private final int piece;
  // DJL can't make bf16 arrays, so they are widened here first; one buffer serves all pieces.
  private final ByteBuffer wide;

  public WeightLoader(NDManager owner, TorchScript script, Precision precision) {
    this(owner, script, precision, PIECE);
  }

  /** Converts at most {@code piece} numbers at once. */
  public WeightLoader(NDManager owner, TorchScript script, Precision precision, int piece) {
    this.owner = owner;
    this.script = script;
    this.precision = precision;
    this.piece = piece;
    this.wide = ByteBuffer.allocateDirect(4 * piece).order(ByteOrder.nativeOrder());
  }

  public NDArray load(StoredTensor stored) throws IOException {
    long count = stored.bytes() / stored.type().bytes();
    try (FileChannel channel = FileChannel.open(stored.file());
        NDManager call = owner.newSubManager()) {
      long[] sizeAndType = {count, precision.torchCode()};
      TorchScript.Call empty = new TorchScript.Call().array(call.create(sizeAndType));
      // As if for training: what inference mode makes can't be used in a backward pass.
      NDArray target = script.run(call, "empty", empty, true).singletonOrThrow();
      for (long from = 0; from < count; from += piece) {
        copy(channel, stored, from, (int) Math.min(piece, count - from), target);
      }
      NDArray shaped = target.reshape(new Shape(stored.shape()));
      shaped.attach(owner);
      return shaped;
    }
  }

  private void copy(FileChannel channel, StoredTensor stored, long from, int count, NDArray target)
      throws IOException {
    int width = stored.type().bytes();
    ByteBuffer mapped =
        channel
            .map(
                FileChannel.MapMode.READ_ONLY,
                stored.position() + from * width,
                (long) count * width)
            .order(ByteOrder.LITTLE_ENDIAN);
    try (NDManager call = owner.newSubManager()) {
      NDArray numbers =
          switch (stored.type()) {
            case F16 -> call.create(mapped, new Shape(count), DataType.FLOAT16);
            case BF16 -> call.create(widen(mapped, count), new Shape(count), DataType.FLOAT32);
            default -> call.create(mapped, new Shape(count), DataType.FLOAT32);
          };
      TorchScript.Call fill =
          new TorchScript.Call().array(target).array(numbers).array(call.create(from));
      script.run(call, "fill", fill, true);
    } finally {
      // libtorch reads the mapped memory, which would go with its buffer.
      Reference.reachabilityFence(mapped);
    }
  }

  private ByteBuffer widen(ByteBuffer halves, int count) {
    ShortBuffer from = halves.asShortBuffer();
    ByteBuffer to = wide.duplicate().order(ByteOrder.nativeOrder()).limit(4 * count);
    IntBuffer bits = to.asIntBuffer();
    for (int i = 0; i < count; i++) {
      bits.put(i, from.get(i) << 16);
    }
    return to;
  }
}
