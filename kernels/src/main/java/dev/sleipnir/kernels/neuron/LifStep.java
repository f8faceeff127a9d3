package dev.sleipnir.kernels.neuron;

import dev.sleipnir.kernels.simd.Species;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Current-based leaky integrate-and-fire neurons, forward Euler, reset to a value:
 *
 * <pre>
 * j  = i + x
 * u  = v + membrane ((leak - v) + j)
 * z  = 1 if u &gt; threshold, else 0
 * v' = reset if z, else u
 * i' = j - synapse j
 * </pre>
 *
 * <p>The gradient of z is the SuperSpike surrogate 1 / (alpha |u - threshold| + 1)² (Zenke &amp;
 * Ganguli 2018), also through the reset. Every operation is exactly rounded, so the bits depend
 * neither on the vector width nor on the compiler.
 */
public final class LifStep {
  private static final VectorSpecies<Float> F = Species.FLOAT;
  private static final int LANES = F.length();

  private LifStep() {}

  /**
   * Steps neurons {@code from} to {@code to - 1} through {@code steps} time steps.
   *
   * @param k constants
   * @param steps number of time steps
   * @param n neurons in the population: the distance between time steps
   * @param x input current, [steps][n]
   * @param v membrane potential, [n], updated
   * @param i synaptic current, [n], updated
   * @param z receives the spikes, 0 or 1, [steps][n]; may be {@code x}
   * @param from first neuron
   * @param to one past the last neuron
   * @throws IllegalArgumentException if a size is negative or an array is too short for it
   * @throws IndexOutOfBoundsException if the range lies outside the population
   */
  public static void forward(
      LifConstants k,
      int steps,
      int n,
      float[] x,
      float[] v,
      float[] i,
      float[] z,
      int from,
      int to) {
    Population.range(steps, n, from, to);
    Population.series("x", x, steps, n);
    Population.series("z", z, steps, n);
    Population.state("v", v, n);
    Population.state("i", i, n);
    float membrane = k.membrane();
    float synapse = k.synapse();
    float leak = k.leak();
    float threshold = k.threshold();
    float reset = k.reset();
    int vectors = from + F.loopBound(to - from);
    FloatVector silent = FloatVector.zero(F);
    for (int t = 0; t < steps; t++) {
      int row = t * n;
      for (int e = from; e < vectors; e += LANES) {
        FloatVector old = FloatVector.fromArray(F, v, e);
        FloatVector j = FloatVector.fromArray(F, i, e).add(FloatVector.fromArray(F, x, row + e));
        FloatVector u = old.add(FloatVector.broadcast(F, leak).sub(old).add(j).mul(membrane));
        VectorMask<Float> fired = u.compare(VectorOperators.GT, threshold);
        u.blend(reset, fired).intoArray(v, e);
        j.sub(j.mul(synapse)).intoArray(i, e);
        silent.blend(1f, fired).intoArray(z, row + e);
      }
      for (int e = vectors; e < to; e++) {
        float j = i[e] + x[row + e];
        float u = v[e] + ((leak - v[e]) + j) * membrane;
        boolean fired = u > threshold;
        v[e] = fired ? reset : u;
        i[e] = j - j * synapse;
        z[row + e] = fired ? 1f : 0f;
      }
    }
  }

  /**
   * As {@link #forward}, keeping what {@link #backward} needs: the potential before the reset.
   *
   * @param k constants
   * @param steps number of time steps
   * @param n neurons in the population
   * @param x input current, [steps][n]
   * @param v membrane potential, [n], updated
   * @param i synaptic current, [n], updated
   * @param z receives the spikes, [steps][n]; may be {@code x}
   * @param u receives the membrane potential before the reset, [steps][n]
   * @param from first neuron
   * @param to one past the last neuron
   * @throws IllegalArgumentException if a size is negative or an array is too short for it
   * @throws IndexOutOfBoundsException if the range lies outside the population
   */
  public static void forwardKeeping(
      LifConstants k,
      int steps,
      int n,
      float[] x,
      float[] v,
      float[] i,
      float[] z,
      float[] u,
      int from,
      int to) {
    Population.range(steps, n, from, to);
    Population.series("x", x, steps, n);
    Population.series("z", z, steps, n);
    Population.series("u", u, steps, n);
    Population.state("v", v, n);
    Population.state("i", i, n);
    float membrane = k.membrane();
    float synapse = k.synapse();
    float leak = k.leak();
    float threshold = k.threshold();
    float reset = k.reset();
    int vectors = from + F.loopBound(to - from);
    FloatVector silent = FloatVector.zero(F);
    for (int t = 0; t < steps; t++) {
      int row = t * n;
      for (int e = from; e < vectors; e += LANES) {
        FloatVector old = FloatVector.fromArray(F, v, e);
        FloatVector j = FloatVector.fromArray(F, i, e).add(FloatVector.fromArray(F, x, row + e));
        FloatVector before = old.add(FloatVector.broadcast(F, leak).sub(old).add(j).mul(membrane));
        VectorMask<Float> fired = before.compare(VectorOperators.GT, threshold);
        before.intoArray(u, row + e);
        before.blend(reset, fired).intoArray(v, e);
        j.sub(j.mul(synapse)).intoArray(i, e);
        silent.blend(1f, fired).intoArray(z, row + e);
      }
      for (int e = vectors; e < to; e++) {
        float j = i[e] + x[row + e];
        float before = v[e] + ((leak - v[e]) + j) * membrane;
        boolean fired = before > threshold;
        u[row + e] = before;
        v[e] = fired ? reset : before;
        i[e] = j - j * synapse;
        z[row + e] = fired ? 1f : 0f;
      }
    }
  }

  /**
   * The steps of {@link #forwardKeeping} backwards: turns the gradient at the spikes and at the
   * state after the last step into the gradient at the inputs and at the state before the first.
   *
   * @param k constants
   * @param steps number of time steps
   * @param n neurons in the population
   * @param u membrane potential before the reset, [steps][n]
   * @param gradZ gradient at the spikes, [steps][n]
   * @param gradV gradient at the membrane potential, [n], updated
   * @param gradI gradient at the synaptic current, [n], updated
   * @param gradX receives the gradient at the input, [steps][n]; may be {@code gradZ}
   * @param from first neuron
   * @param to one past the last neuron
   * @throws IllegalArgumentException if a size is negative or an array is too short for it
   * @throws IndexOutOfBoundsException if the range lies outside the population
   */
  public static void backward(
      LifConstants k,
      int steps,
      int n,
      float[] u,
      float[] gradZ,
      float[] gradV,
      float[] gradI,
      float[] gradX,
      int from,
      int to) {
    Population.range(steps, n, from, to);
    Population.series("u", u, steps, n);
    Population.series("gradZ", gradZ, steps, n);
    Population.series("gradX", gradX, steps, n);
    Population.state("gradV", gradV, n);
    Population.state("gradI", gradI, n);
    float membrane = k.membrane();
    float synapse = k.synapse();
    float threshold = k.threshold();
    float reset = k.reset();
    float alpha = k.alpha();
    int vectors = from + F.loopBound(to - from);
    FloatVector one = FloatVector.broadcast(F, 1f);
    for (int t = steps - 1; t >= 0; t--) {
      int row = t * n;
      for (int e = from; e < vectors; e += LANES) {
        FloatVector before = FloatVector.fromArray(F, u, row + e);
        FloatVector gv = FloatVector.fromArray(F, gradV, e);
        FloatVector gi = FloatVector.fromArray(F, gradI, e);
        FloatVector gz =
            FloatVector.fromArray(F, gradZ, row + e)
                .add(gv.mul(FloatVector.broadcast(F, reset).sub(before)));
        FloatVector width = before.sub(threshold).abs().mul(alpha).add(1f);
        FloatVector surrogate = one.div(width.mul(width));
        VectorMask<Float> fired = before.compare(VectorOperators.GT, threshold);
        FloatVector gu = gv.blend(0f, fired).add(gz.mul(surrogate));
        FloatVector scaled = gu.mul(membrane);
        FloatVector gj = gi.sub(gi.mul(synapse)).add(scaled);
        gu.sub(scaled).intoArray(gradV, e);
        gj.intoArray(gradI, e);
        gj.intoArray(gradX, row + e);
      }
      for (int e = vectors; e < to; e++) {
        float before = u[row + e];
        float gz = gradZ[row + e] + gradV[e] * (reset - before);
        float width = Math.abs(before - threshold) * alpha + 1f;
        float surrogate = 1f / (width * width);
        float gu = (before > threshold ? 0f : gradV[e]) + gz * surrogate;
        float scaled = gu * membrane;
        float gj = (gradI[e] - gradI[e] * synapse) + scaled;
        gradV[e] = gu - scaled;
        gradI[e] = gj;
        gradX[row + e] = gj;
      }
    }
  }
}
