package dev.sleipnir.model.neuron;

import dev.sleipnir.kernels.neuron.LifConstants;
import dev.sleipnir.kernels.neuron.LifStep;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.layer.StatefulLayer;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Node;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Current-based leaky integrate-and-fire neurons, one for each value of the input, which is their
 * input current. Forward Euler, in this order:
 *
 * <pre>
 * j  = i + x
 * u  = v + dt tau_mem_inv ((v_leak - v) + j)
 * z  = 1 if u - v_th &gt; 0, else 0
 * v' = (1 - z) u + z v_reset
 * i' = j - dt tau_syn_inv j
 * </pre>
 *
 * <p>The output is z. The derivative of z is SuperSpike's surrogate 1 / (alpha |u - v_th| + 1)²
 * (Zenke &amp; Ganguli 2018), through the reset as well. The state has the columns {@code v} and
 * {@code i} and starts at v = v_leak, i = 0.
 */
public final class LifCell implements StatefulLayer {
  private static final float[] NONE = {};

  private final LifParameters parameters;
  private final LifConstants constants;

  /** Neurons with default parameters and a time step of 1 ms. */
  public LifCell() {
    this(LifParameters.defaults());
  }

  /**
   * Neurons with a time step of 1 ms.
   *
   * @param parameters their parameters
   */
  public LifCell(LifParameters parameters) {
    this(parameters, Populations.DEFAULT_DT);
  }

  /**
   * Neurons.
   *
   * @param parameters their parameters
   * @param dt time step [s]
   */
  public LifCell(LifParameters parameters, double dt) {
    this.parameters = parameters;
    constants = constants(parameters, dt);
  }

  static LifConstants constants(LifParameters p, double dt) {
    Positive.require("dt", (float) dt);
    return new LifConstants(
        (float) (dt * p.tauMemInv()),
        (float) (dt * p.tauSynInv()),
        p.vLeak(),
        p.vTh(),
        p.vReset(),
        p.alpha());
  }

  /**
   * The state before the first step.
   *
   * @param shape shape of the input of a step
   * @return v = v_leak, i = 0
   */
  public NeuronState initialState(int... shape) {
    return Populations.initial(parameters.vLeak(), shape);
  }

  @Override
  public Step run(Tensor input, int steps, @Nullable State given) {
    int[] shape = Populations.shape("LifCell", input, steps);
    Tensor x = Populations.align(input, given);
    Scope scope = Scope.of(x);
    NeuronState state = Populations.state("LifCell", given, x, shape, scope, parameters.vLeak());
    float[] in = x.data();
    Tensor z = scope.tensorOver(x);
    Tape tape = scope.tape();
    Tensor u = tape == null ? null : tape.tensorLike(x);
    Steps node = new Steps(constants, steps, x, in, z, u, state);
    scope.parallel().forEach(Populations.blocks(state.size()), node);
    if (tape != null) {
      node.forget();
      tape.record(node);
    }
    return new Step(z, state);
  }

  /** Some steps of a population: forward when made, backward when the tape runs back. */
  private static final class Steps extends Node implements Parallel.Task {
    private final LifConstants constants;
    private final int steps;
    private final int neurons;
    private final Tensor x;
    private final @Nullable Tensor u;
    private final NeuronState state;
    private float[] in;
    private final float[] v;
    private final float[] i;
    private boolean back;
    private float[] gradient = NONE;
    private float[] gradV = NONE;
    private float[] gradI = NONE;

    Steps(
        LifConstants constants,
        int steps,
        Tensor x,
        float[] in,
        Tensor z,
        @Nullable Tensor u,
        NeuronState state) {
      super(z);
      this.constants = constants;
      this.steps = steps;
      this.x = x;
      this.u = u;
      this.state = state;
      neurons = state.size();
      this.in = in;
      v = state.column(0);
      i = state.column(1);
    }

    /** The input is not needed again: it may be released. */
    void forget() {
      in = NONE;
    }

    @Override
    public void run(int block, int worker) {
      int from = Populations.from(block);
      int to = Populations.to(block, neurons);
      if (back) {
        float[] potential = Objects.requireNonNull(u).data();
        LifStep.backward(
            constants, steps, neurons, potential, gradient, gradV, gradI, gradient, from, to);
      } else if (u != null) {
        LifStep.forwardKeeping(
            constants, steps, neurons, in, v, i, output().data(), u.data(), from, to);
      } else {
        LifStep.forward(constants, steps, neurons, in, v, i, output().data(), from, to);
      }
    }

    @Override
    protected boolean hasOtherGradient() {
      return state.hasGradient();
    }

    @Override
    protected void backward(float[] gradient, Tape tape) {
      float[][] columns = state.gradientColumns(tape);
      gradV = columns[0];
      gradI = columns[1];
      this.gradient = gradient;
      back = true;
      tape.parallel().forEach(Populations.blocks(neurons), this);
      tape.release(Objects.requireNonNull(u));
      tape.addGradient(x, gradient);
    }
  }

  @Override
  public boolean worksInPlace() {
    return true;
  }

  @Override
  public String toString() {
    return "LifCell(" + parameters + ")";
  }
}
