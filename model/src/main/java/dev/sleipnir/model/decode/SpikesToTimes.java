package dev.sleipnir.model.decode;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.tensor.Node;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Arrays;

/**
 * The times of the first spikes of each spike train, ascending, and infinity for spikes that did
 * not come: Norse's {@code SpikesToTimesDecoder}.
 *
 * <p>Earlier is smaller: the gradient at a spike that is told of is minus the gradient at its time
 * (times the time step, where times are told), and 0 at all other values; a missing spike passes
 * none on.
 */
public final class SpikesToTimes implements Decoder {
  private final int spikeCount;
  private final float step;

  private SpikesToTimes(int spikeCount, float step) {
    Require.atLeast("spikeCount", 1, spikeCount);
    this.spikeCount = spikeCount;
    this.step = step;
  }

  /**
   * Tells times of steps of 1 ms.
   *
   * @param spikeCount spikes that are told of each train, at least 1
   */
  public SpikesToTimes(int spikeCount) {
    this(spikeCount, 0.001);
  }

  /**
   * Tells times.
   *
   * @param spikeCount spikes that are told of each train, at least 1
   * @param dt time step [s], more than 0
   */
  public SpikesToTimes(int spikeCount, double dt) {
    this(spikeCount, (float) dt);
    Require.positive("dt", dt);
  }

  /**
   * Tells indices of steps, from 0 on.
   *
   * @param spikeCount spikes that are told of each train, at least 1
   * @return the decoder
   */
  public static SpikesToTimes indices(int spikeCount) {
    return new SpikesToTimes(spikeCount, 1f);
  }

  /**
   * Decodes spike trains.
   *
   * @param spikes any value above 0 is a spike, [time, ...]
   * @return times [s] or indices, [min(spikeCount, time), ...]
   * @throws IllegalArgumentException if there is no axis for time
   */
  @Override
  public Tensor decode(Tensor spikes) {
    if (spikes.rank() == 0) {
      throw new IllegalArgumentException("SpikesToTimes: expected [time, ...], got shape []");
    }
    Tensor z = spikes.rowMajor();
    int[] shape = z.shape();
    int steps = shape[0];
    int count = Math.min(spikeCount, steps);
    shape[0] = count;
    int trains = Shape.size(Arrays.copyOfRange(shape, 1, shape.length));
    Scope scope = Scope.of(z);
    Tensor times = scope.tensor(shape);
    float[] in = z.values();
    float[] out = times.data();
    int[] found = new int[trains];
    scope.run(() -> first(in, steps, found, out, count));
    Tape tape = scope.tape();
    if (tape != null && tape.needsGradient(z)) {
      tape.keep(times);
      tape.record(
          new Node(times, z) {
            @Override
            protected void backward(float[] gradient, Tape on) {
              float[] forZ = on.takeZeroed(steps * trains);
              for (int i = 0; i < count * trains; i++) {
                if (out[i] < Float.POSITIVE_INFINITY) {
                  forZ[Math.round(out[i] / step) * trains + i % trains] = -step * gradient[i];
                }
              }
              on.giveBack(gradient);
              on.addGradient(z, forZ);
            }
          });
    }
    return times;
  }

  private void first(float[] in, int steps, int[] found, float[] out, int count) {
    int trains = found.length;
    Arrays.fill(found, 0);
    Arrays.fill(out, 0, count * trains, Float.POSITIVE_INFINITY);
    for (int t = 0; t < steps; t++) {
      for (int i = 0; i < trains; i++) {
        if (in[t * trains + i] > 0f && found[i] < count) {
          out[found[i]++ * trains + i] = t * step;
        }
      }
    }
  }

  @Override
  public String text() {
    return toString();
  }

  @Override
  public String toString() {
    return "SpikesToTimes(" + spikeCount + (step == 1f ? ", indices)" : ", dt " + step + ")");
  }
}
