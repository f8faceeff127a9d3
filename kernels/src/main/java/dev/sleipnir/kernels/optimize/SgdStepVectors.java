package dev.sleipnir.kernels.optimize;

import dev.sleipnir.kernels.bounds.Bounds;
import dev.sleipnir.kernels.simd.Species;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/** The loops of {@link SgdStep}, apart from it: see {@link dev.sleipnir.kernels.simd.VectorApi}. */
final class SgdStepVectors {
  private static final VectorSpecies<Float> F = Species.FLOAT;
  private static final int LANES = F.length();

  private SgdStepVectors() {}

  static void update(
      float[] w,
      float[] grad,
      float @Nullable [] velocity,
      double learningRate,
      double momentum,
      double weightDecay,
      boolean nesterov,
      int from,
      int to) {
    Hyperparameter.notNegative("learningRate", learningRate);
    Hyperparameter.notNegative("momentum", momentum);
    Hyperparameter.notNegative("weightDecay", weightDecay);
    Bounds.range("parameters", from, to);
    Bounds.array("w", w.length, from, to - from);
    Bounds.array("grad", grad.length, from, to - from);
    if (momentum == 0) {
      if (nesterov) {
        throw new IllegalArgumentException("momentum: expected more than 0 for nesterov, got 0");
      }
      plain(w, grad, (float) learningRate, (float) weightDecay, from, to);
      return;
    }
    if (velocity == null) {
      throw new IllegalArgumentException(
          "velocity: expected an array for momentum " + momentum + ", got null");
    }
    Bounds.array("velocity", velocity.length, from, to - from);
    if (nesterov) {
      nesterov(
          w, grad, velocity, (float) learningRate, (float) momentum, (float) weightDecay, from, to);
    } else {
      momentum(
          w, grad, velocity, (float) learningRate, (float) momentum, (float) weightDecay, from, to);
    }
  }

  private static void plain(
      float[] w, float[] grad, float learningRate, float weightDecay, int from, int to) {
    var rates = FloatVector.broadcast(F, -learningRate);
    var decays = FloatVector.broadcast(F, weightDecay);
    int main = from + F.loopBound(to - from);
    int i = from;
    for (; i < main; i += LANES) {
      var ws = FloatVector.fromArray(F, w, i);
      var g = ws.fma(decays, FloatVector.fromArray(F, grad, i));
      g.fma(rates, ws).intoArray(w, i);
    }
    for (; i < to; i++) {
      float g = Math.fma(weightDecay, w[i], grad[i]);
      w[i] = Math.fma(-learningRate, g, w[i]);
    }
  }

  private static void momentum(
      float[] w,
      float[] grad,
      float[] velocity,
      float learningRate,
      float momentum,
      float weightDecay,
      int from,
      int to) {
    var rates = FloatVector.broadcast(F, -learningRate);
    var momenta = FloatVector.broadcast(F, momentum);
    var decays = FloatVector.broadcast(F, weightDecay);
    int main = from + F.loopBound(to - from);
    int i = from;
    for (; i < main; i += LANES) {
      var ws = FloatVector.fromArray(F, w, i);
      var g = ws.fma(decays, FloatVector.fromArray(F, grad, i));
      var v = FloatVector.fromArray(F, velocity, i).fma(momenta, g);
      v.intoArray(velocity, i);
      v.fma(rates, ws).intoArray(w, i);
    }
    for (; i < to; i++) {
      float g = Math.fma(weightDecay, w[i], grad[i]);
      float v = Math.fma(momentum, velocity[i], g);
      velocity[i] = v;
      w[i] = Math.fma(-learningRate, v, w[i]);
    }
  }

  private static void nesterov(
      float[] w,
      float[] grad,
      float[] velocity,
      float learningRate,
      float momentum,
      float weightDecay,
      int from,
      int to) {
    var rates = FloatVector.broadcast(F, -learningRate);
    var momenta = FloatVector.broadcast(F, momentum);
    var decays = FloatVector.broadcast(F, weightDecay);
    int main = from + F.loopBound(to - from);
    int i = from;
    for (; i < main; i += LANES) {
      var ws = FloatVector.fromArray(F, w, i);
      var g = ws.fma(decays, FloatVector.fromArray(F, grad, i));
      var v = FloatVector.fromArray(F, velocity, i).fma(momenta, g);
      v.intoArray(velocity, i);
      v.fma(momenta, g).fma(rates, ws).intoArray(w, i);
    }
    for (; i < to; i++) {
      float g = Math.fma(weightDecay, w[i], grad[i]);
      float v = Math.fma(momentum, velocity[i], g);
      velocity[i] = v;
      w[i] = Math.fma(-learningRate, Math.fma(momentum, v, g), w[i]);
    }
  }
}
