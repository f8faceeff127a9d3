package dev.sleipnir.model.neuron;

import dev.sleipnir.kernels.neuron.LiStep;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.layer.StatefulLayer;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Node;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Leaky integrators, one for each value of the input: a read-out that does not spike. Forward
 * Euler, in this order:
 *
 * <pre>
 * j  = i + x
 * v' = v + dt tau_mem_inv ((v_leak - v) + j)
 * i' = j - dt tau_syn_inv j
 * </pre>
 *
 * <p>The output is v'. The state has the columns {@code v} and {@code i} and starts at v = v_leak,
 * i = 0.
 */
public final class LiCell implements StatefulLayer {
  private final LiParameters parameters;
  private final float membrane;
  private final float synapse;

  /** Integrators with default parameters and a time step of 1 ms. */
  public LiCell() {
    this(LiParameters.defaults());
  }

  /**
   * Integrators with a time step of 1 ms.
   *
   * @param parameters their parameters
   */
  public LiCell(LiParameters parameters) {
    this(parameters, Populations.DEFAULT_DT);
  }

  /**
   * Integrators.
   *
   * @param parameters their parameters
   * @param dt time step [s]
   */
  public LiCell(LiParameters parameters, double dt) {
    Positive.require("dt", (float) dt);
    this.parameters = parameters;
    membrane = (float) (dt * parameters.tauMemInv());
    synapse = (float) (dt * parameters.tauSynInv());
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
    int[] shape = Populations.shape("LiCell", input, steps);
    Tensor x = Populations.align(input, given);
    Scope scope = Scope.of(x);
    NeuronState state = Populations.state("LiCell", given, x, shape, scope, parameters.vLeak());
    float[] in = x.data();
    Tensor out = scope.tensorOver(x);
    float[] potential = out.data();
    float[] v = state.column(0);
    float[] i = state.column(1);
    int neurons = state.size();
    Parallel.Task forward =
        (block, worker) ->
            LiStep.forward(
                membrane,
                synapse,
                parameters.vLeak(),
                steps,
                neurons,
                in,
                v,
                i,
                potential,
                Populations.from(block),
                Populations.to(block, neurons));
    scope.parallel().forEach(Populations.blocks(neurons), forward);
    Tape tape = scope.tape();
    if (tape != null) {
      tape.record(new Steps(steps, x, out, state));
    }
    return new Step(out, state);
  }

  private final class Steps extends Node {
    private final int steps;
    private final Tensor x;
    private final NeuronState state;

    Steps(int steps, Tensor x, Tensor out, NeuronState state) {
      super(out);
      this.steps = steps;
      this.x = x;
      this.state = state;
    }

    @Override
    protected boolean hasOtherGradient() {
      return state.hasGradient();
    }

    @Override
    protected void backward(float[] gradient, Tape tape) {
      float[][] columns = state.gradientColumns(tape);
      int neurons = state.size();
      tape.parallel()
          .forEach(
              Populations.blocks(neurons),
              (block, worker) ->
                  LiStep.backward(
                      membrane,
                      synapse,
                      steps,
                      neurons,
                      gradient,
                      columns[0],
                      columns[1],
                      gradient,
                      Populations.from(block),
                      Populations.to(block, neurons)));
      tape.addGradient(x, gradient);
    }
  }

  @Override
  public boolean worksInPlace() {
    return true;
  }

  @Override
  public String toString() {
    return "LiCell(" + parameters + ")";
  }
}
