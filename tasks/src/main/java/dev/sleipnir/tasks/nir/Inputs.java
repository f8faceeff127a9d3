package dev.sleipnir.tasks.nir;

import dev.sleipnir.model.exchange.NDArray;
import dev.sleipnir.model.exchange.Npy;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.nir.NirNetwork;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** Sequences for a graph, from NumPy's files. */
final class Inputs {
  private Inputs() {}

  /**
   * Reads a sequence: [time, ...] or [time, batch, ...].
   *
   * @throws IOException if it cannot be read, or the shape is not that of the graph's input
   */
  static Tensor read(Path file, NirNetwork network) throws IOException {
    NDArray array = Npy.read(file);
    int[] sample = network.inputShape();
    int[] shape = array.shape();
    int[] tail = Arrays.copyOfRange(shape, Math.max(0, shape.length - sample.length), shape.length);
    int extra = shape.length - sample.length;
    if (!Arrays.equals(tail, sample) || extra < 1 || extra > 2 || array.size() == 0) {
      throw new IOException(
          file
              + ": expected [time, batch, ...] or [time, ...] with samples of shape "
              + Arrays.toString(sample)
              + ", got shape "
              + Arrays.toString(shape));
    }
    int batch = extra == 2 ? shape[1] : 1;
    int[] all = new int[sample.length + 2];
    all[0] = shape[0];
    all[1] = batch;
    System.arraycopy(sample, 0, all, 2, sample.length);
    return Tensor.of(array.toFloats(), all);
  }
}
