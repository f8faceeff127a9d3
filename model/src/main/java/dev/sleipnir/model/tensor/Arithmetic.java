package dev.sleipnir.model.tensor;

import dev.sleipnir.kernels.math.Elementwise;
import dev.sleipnir.kernels.spikes.SpikePacking;
import dev.sleipnir.kernels.spikes.SpikeRows;

/** Differentiable elementwise operations on tensors of the same shape. */
final class Arithmetic {
  private Arithmetic() {}

  static Tensor add(Tensor a, Tensor b) {
    return sum(a, b, 1f);
  }

  static Tensor subtract(Tensor a, Tensor b) {
    return sum(a, b, -1f);
  }

  private static Tensor sum(Tensor a, Tensor other, float sign) {
    Tensor b = sameLayout(a, other);
    Scope scope = scope(a, b);
    Tensor out = scope.tensor(a.shapeShared(), a.isChannelsLast());
    int n = out.size();
    float[] x = a.values();
    float[] y = b.values();
    float[] to = out.data();
    scope.run(
        sign > 0
            ? () -> Elementwise.add(x, 0, y, 0, to, 0, n)
            : () -> Elementwise.subtract(x, 0, y, 0, to, 0, n));
    Tape tape = scope.tape();
    if (tape != null && (a.needsGradient() || b.needsGradient())) {
      tape.record(
          new Node(out, a, b) {
            @Override
            protected void backward(float[] gradient, Tape on) {
              float[] forB = on.take(n);
              Elementwise.scale(gradient, 0, sign, forB, 0, n);
              on.addGradient(b, forB);
              on.addGradient(a, gradient);
            }
          });
    }
    return out;
  }

  static Tensor multiply(Tensor a, Tensor other) {
    Tensor b = sameLayout(a, other);
    Scope scope = scope(a, b);
    Tensor out = scope.tensor(a.shapeShared(), a.isChannelsLast());
    int n = out.size();
    float[] x = a.values();
    float[] y = b.values();
    float[] to = out.data();
    scope.run(() -> Elementwise.multiply(x, 0, y, 0, to, 0, n));
    Tape tape = scope.tape();
    if (tape != null && (a.needsGradient() || b.needsGradient())) {
      a.keep();
      b.keep();
      tape.record(
          new Node(out, a, b) {
            @Override
            protected void backward(float[] gradient, Tape on) {
              float[] forB = on.take(n);
              Elementwise.multiply(gradient, 0, a.values(), 0, forB, 0, n);
              Elementwise.multiply(gradient, 0, b.values(), 0, gradient, 0, n);
              on.addGradient(b, forB);
              on.addGradient(a, gradient);
            }
          });
    }
    return out;
  }

  static Tensor scale(Tensor a, float factor) {
    Scope scope = Scope.of(a);
    float[] in = a.values();
    Tensor out = scope.tensorOver(a);
    int n = out.size();
    float[] to = out.data();
    scope.run(() -> Elementwise.scale(in, 0, factor, to, 0, n));
    Tape tape = scope.tape();
    if (tape != null && a.needsGradient()) {
      tape.record(
          new Node(out, a) {
            @Override
            protected void backward(float[] gradient, Tape on) {
              Elementwise.scale(gradient, 0, factor, gradient, 0, n);
              on.addGradient(a, gradient);
            }
          });
    }
    return out;
  }

  static Tensor relu(Tensor a) {
    Scope scope = Scope.of(a);
    if (a.spikes() != null) {
      return reluOfSpikes(a, scope);
    }
    float[] in = a.values();
    Tensor out = scope.tensorOver(a);
    int n = out.size();
    float[] to = out.data();
    scope.run(() -> Elementwise.relu(in, 0, to, 0, n));
    Tape tape = scope.tape();
    if (tape != null && a.needsGradient()) {
      out.keep();
      tape.record(
          new Node(out, a) {
            @Override
            protected void backward(float[] gradient, Tape on) {
              // The output is positive exactly where the input was.
              Elementwise.reluBackward(out.values(), 0, gradient, 0, gradient, 0, n);
              on.addGradient(a, gradient);
            }
          });
    }
    return out;
  }

  /** Spikes are what they are; the gradient passes where there is one. */
  private static Tensor reluOfSpikes(Tensor a, Scope scope) {
    Tensor out = a.viewAs(a.shapeShared(), a.isChannelsLast());
    SpikeRows spikes = a.spikes();
    Tape tape = scope.tape();
    if (spikes != null && tape != null && a.needsGradient()) {
      tape.record(
          new Node(out, a) {
            @Override
            protected void backward(float[] gradient, Tape on) {
              int features = spikes.features();
              for (int r = 0; r < spikes.rows(); r++) {
                SpikePacking.keep(
                    spikes.bits(), r * spikes.words(), features, gradient, r * features);
              }
              on.addGradient(a, gradient);
            }
          });
    }
    return out;
  }

  private static Tensor sameLayout(Tensor a, Tensor b) {
    Shape.require("second tensor", a.shapeShared(), b.shapeShared());
    return a.isChannelsLast() ? b.channelsLast() : b.rowMajor();
  }

  /** The scope of whichever has one. */
  private static Scope scope(Tensor a, Tensor b) {
    Scope scope = a.scope() == null && b.scope() != null ? Scope.of(b) : Scope.of(a);
    scope.admit(b);
    return scope;
  }
}
