package dev.sleipnir.kernels.neuron;

import dev.sleipnir.kernels.simd.Species;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Leaky integrators with a synaptic current, forward Euler; the output is the potential:
 *
 * <pre>
 * j  = i + x
 * v' = v + membrane ((leak - v) + j)
 * i' = j - synapse j
 * </pre>
 */
public final class LiStep {
  private static final VectorSpecies<Float> F = Species.FLOAT;
  private static final int LANES = F.length();

  /**
   * Smallest population worth vectors. A read-out of a few neurons is stepped too rarely to be
   * compiled, and vectors that are not compiled are objects on the heap.
   */
  private static final int WORTH_VECTORS = 1024;

  private LiStep() {}

  /**
   * Steps neurons {@code from} to {@code to - 1} through {@code steps} time steps.
   *
   * @param membrane dt / tau_mem
   * @param synapse dt / tau_syn
   * @param leak leak potential
   * @param steps number of time steps
   * @param n neurons in the population: the distance between time steps
   * @param x input current, [steps][n]
   * @param v membrane potential, [n], updated
   * @param i synaptic current, [n], updated
   * @param out receives the membrane potential of every step, [steps][n]; may be {@code x}
   * @param from first neuron
   * @param to one past the last neuron
   * @throws IllegalArgumentException if a size is negative or an array is too short for it
   * @throws IndexOutOfBoundsException if the range lies outside the population
   */
  public static void forward(
      float membrane,
      float synapse,
      float leak,
      int steps,
      int n,
      float[] x,
      float[] v,
      float[] i,
      float[] out,
      int from,
      int to) {
    Population.range(steps, n, from, to);
    Population.series("x", x, steps, n);
    Population.series("out", out, steps, n);
    Population.state("v", v, n);
    Population.state("i", i, n);
    int vectors = vectorEnd(from, to);
    for (int t = 0; t < steps; t++) {
      int row = t * n;
      for (int e = from; e < vectors; e += LANES) {
        FloatVector old = FloatVector.fromArray(F, v, e);
        FloatVector j = FloatVector.fromArray(F, i, e).add(FloatVector.fromArray(F, x, row + e));
        FloatVector next = old.add(FloatVector.broadcast(F, leak).sub(old).add(j).mul(membrane));
        next.intoArray(v, e);
        next.intoArray(out, row + e);
        j.sub(j.mul(synapse)).intoArray(i, e);
      }
      for (int e = vectors; e < to; e++) {
        float j = i[e] + x[row + e];
        v[e] += ((leak - v[e]) + j) * membrane;
        out[row + e] = v[e];
        i[e] = j - j * synapse;
      }
    }
  }

  /**
   * The steps of {@link #forward} backwards. The dynamics are linear: nothing need be kept.
   *
   * @param membrane dt / tau_mem
   * @param synapse dt / tau_syn
   * @param steps number of time steps
   * @param n neurons in the population
   * @param gradOut gradient at the outputs, [steps][n]
   * @param gradV gradient at the membrane potential, [n], updated
   * @param gradI gradient at the synaptic current, [n], updated
   * @param gradX receives the gradient at the input, [steps][n]; may be {@code gradOut}
   * @param from first neuron
   * @param to one past the last neuron
   * @throws IllegalArgumentException if a size is negative or an array is too short for it
   * @throws IndexOutOfBoundsException if the range lies outside the population
   */
  public static void backward(
      float membrane,
      float synapse,
      int steps,
      int n,
      float[] gradOut,
      float[] gradV,
      float[] gradI,
      float[] gradX,
      int from,
      int to) {
    Population.range(steps, n, from, to);
    Population.series("gradOut", gradOut, steps, n);
    Population.series("gradX", gradX, steps, n);
    Population.state("gradV", gradV, n);
    Population.state("gradI", gradI, n);
    int vectors = vectorEnd(from, to);
    for (int t = steps - 1; t >= 0; t--) {
      int row = t * n;
      for (int e = from; e < vectors; e += LANES) {
        FloatVector gv =
            FloatVector.fromArray(F, gradV, e).add(FloatVector.fromArray(F, gradOut, row + e));
        FloatVector gi = FloatVector.fromArray(F, gradI, e);
        FloatVector scaled = gv.mul(membrane);
        FloatVector gj = gi.sub(gi.mul(synapse)).add(scaled);
        gv.sub(scaled).intoArray(gradV, e);
        gj.intoArray(gradI, e);
        gj.intoArray(gradX, row + e);
      }
      for (int e = vectors; e < to; e++) {
        float gv = gradV[e] + gradOut[row + e];
        float scaled = gv * membrane;
        float gj = (gradI[e] - gradI[e] * synapse) + scaled;
        gradV[e] = gv - scaled;
        gradI[e] = gj;
        gradX[row + e] = gj;
      }
    }
  }

  private static int vectorEnd(int from, int to) {
    return to - from < WORTH_VECTORS ? from : from + F.loopBound(to - from);
  }
}
