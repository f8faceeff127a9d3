package dev.sleipnir.model.online;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.file.Archive;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a network that learns online carries from step to step, for a batch; for one thread at a
 * time.
 *
 * @param <S> which network's
 */
abstract sealed class OnlineState<S extends OnlineState<S>> permits EpropState, OtttState {
  final OnlineNetwork<S> network;
  final int batch;
  final Parallel parallel;

  /** The read-out, [batch, outputs]. */
  final float[] y;

  private final String kind;

  OnlineState(OnlineNetwork<S> network, String kind, int batch, Parallel parallel, int outputs) {
    this.network = network;
    this.kind = kind;
    this.batch = batch;
    this.parallel = parallel;
    y = new float[batch * outputs];
  }

  /** All that goes from step to step, live. */
  abstract List<float[]> memory();

  /** The memory of neurons: the spikes of the last step, and the state variables. */
  static List<float[]> memory(float[] spikes, float[][] states) {
    List<float[]> memory = new ArrayList<>(List.of(spikes));
    memory.addAll(List.of(states));
    return memory;
  }

  /** Back to rest, with empty traces: before a new sequence. */
  public abstract void reset();

  /** {@return samples in the batch: at least 1} */
  public final int batch() {
    return batch;
  }

  /** {@return the read-out after the last step: y, [batch, outputs]; live, not to be written to} */
  public final float[] readout() {
    return y;
  }

  /**
   * {@return a state with the same values and memory of its own, for the same network and threads}
   */
  public final S copy() {
    S copy = network.initialState(batch, parallel);
    copy(memory(), copy.memory());
    return copy;
  }

  /**
   * Writes the state to a file; not the network's parameters.
   *
   * @param file where; replaced if it exists, untouched if writing fails
   * @throws IOException if it cannot be written; the message names the file
   */
  public final void save(Path file) throws IOException {
    Archive.write(
        file,
        kind,
        out -> {
          out.number(memory().size());
          for (float[] array : memory()) {
            out.floats(array);
          }
        });
  }

  /**
   * Reads what {@link #save} wrote. If anything does not fit, nothing changes.
   *
   * @param file the file
   * @throws IOException if it is not the whole and undamaged state of such a network and batch; the
   *     message names the file, what was expected and what came
   */
  public final void load(Path file) throws IOException {
    List<float[]> memory = memory();
    List<float[]> read =
        Archive.read(
            file,
            kind,
            in -> {
              List<float[]> arrays = new ArrayList<>();
              in.require("arrays of such a network and batch", memory.size());
              for (int m = 0; m < memory.size(); m++) {
                arrays.add(in.floats("array " + m, memory.get(m).length));
              }
              return arrays;
            });
    copy(read, memory);
  }

  private static void copy(List<float[]> from, List<float[]> to) {
    for (int m = 0; m < to.size(); m++) {
      System.arraycopy(from.get(m), 0, to.get(m), 0, to.get(m).length);
    }
  }
}
