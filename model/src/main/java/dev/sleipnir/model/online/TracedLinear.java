package dev.sleipnir.model.online;

import dev.sleipnir.kernels.gemm.ColumnSums;
import dev.sleipnir.kernels.gemm.Gemm;
import dev.sleipnir.kernels.math.Elementwise;
import dev.sleipnir.kernels.math.Reductions;
import dev.sleipnir.kernels.spikes.StepProduct;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.tensor.Parameter;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A dense layer of a batch with the low-pass filtered inputs that its gradient is made of: where
 * the neurons behind it forget by a decay, a gradient g at their potential is one of g traceᵀ at
 * the weights, and of g times the filtered constant 1 at the bias.
 */
final class TracedLinear {
  private final Parameter weight;
  private final @Nullable Parameter bias;
  private final int batch;
  private final int inputs;
  private final int outputs;
  private final float decay;
  private final StepProduct product;
  private final float[] trace;
  private final float[] scaled;

  /** The constant 1, filtered: an array of one, so that it is memory like the rest. */
  private final float[] one = new float[1];

  TracedLinear(Linear layer, double decay, int batch, Gemm gemm) {
    List<Parameter> parameters = layer.parameters();
    weight = layer.weight();
    bias = parameters.size() > 1 ? parameters.get(1) : null;
    outputs = weight.shape()[0];
    inputs = weight.shape()[1];
    this.decay = (float) decay;
    this.batch = batch;
    product = StepProduct.dense(batch, inputs, outputs, weight.data(), gemm);
    trace = new float[batch * inputs];
    scaled = new float[batch * outputs];
  }

  int inputs() {
    return batch * inputs;
  }

  int outputs() {
    return batch * outputs;
  }

  /** trace = decay trace + x. */
  void follow(float[] x) {
    Elementwise.scale(trace, 0, decay, trace, 0, trace.length);
    Elementwise.add(trace, 0, x, 0, trace, 0, trace.length);
    one[0] = Math.fma(decay, one[0], 1f);
  }

  /** current = W x + b: for neurons that do the forgetting themselves. */
  void weigh(float[] x, float[] current) {
    Arrays.fill(current, 0f);
    add(x, current);
  }

  /** y = decay y + W x + b: a leaky read-out. */
  void integrate(float[] x, float[] y) {
    Elementwise.scale(y, 0, decay, y, 0, y.length);
    add(x, y);
  }

  /** Checks what came out, as a NaN would be taken for silence; the message names the weights. */
  void requireFinite(float[] out) {
    if (!Reductions.allFinite(out, 0, out.length)) {
      Reductions.requireFinite("parameter " + weight, weight.data());
      if (bias != null) {
        Reductions.requireFinite("parameter " + bias, bias.data());
      }
      Reductions.requireFinite("output behind parameter " + weight, out);
    }
  }

  private void add(float[] x, float[] out) {
    if (bias != null) {
      for (int b = 0; b < batch; b++) {
        Elementwise.add(out, b * outputs, bias.data(), 0, out, b * outputs, outputs);
      }
    }
    product.multiply(x, 0, out, 0, true);
  }

  /** Gradients of weights and bias. */
  void addGradients(float[] g) {
    addWeightGradient(g, weight);
    if (bias != null) {
      Elementwise.scale(g, 0, one[0], scaled, 0, scaled.length);
      ColumnSums.add(scaled, batch, outputs, bias.gradient());
    }
  }

  /** The gradient of the weights, for a parameter of their shape. */
  void addWeightGradient(float[] g, Parameter to) {
    product.addGradient(g, 0, trace, 0, to.gradient());
  }

  /** below = Wᵀ g, the gradient at this step's input. */
  void backward(float[] g, float[] below) {
    product.backward(g, 0, below, 0, false);
  }

  /** What goes from step to step: live. */
  List<float[]> memory() {
    return List.of(trace, one);
  }

  void reset() {
    Arrays.fill(trace, 0f);
    one[0] = 0;
  }
}
