package dev.sleipnir.kernels.network;

import dev.sleipnir.kernels.bytecode.CompiledLoop;
import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.equation.SynapseEquations;
import dev.sleipnir.kernels.equation.SynapseEquations.Neurons;
import dev.sleipnir.kernels.graph.Calculation;
import dev.sleipnir.kernels.graph.CellProgram;
import dev.sleipnir.kernels.graph.SynapsePrograms;
import dev.sleipnir.kernels.state.State;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The synapses of a projection as a text says: owns what each has. Synapses at which something
 * happens are gathered in blocks, so that their changes are computed with whole vectors; where a
 * line sets a variable of a neuron, one after the other. Nothing is allocated in a step. For one
 * thread.
 */
public final class SynapseSteps {
  private static final int BLOCK = 256;

  private final SynapseModel model;
  private final double dt;
  private final int[] pre;
  private final int[] post;
  private final CellParameters parameters;
  private final float[][] states;

  /** Of each synapse the step of its last event; none if nothing moves on between events. */
  private final int[] last;

  private final NeuronArrays from;
  private final NeuronArrays to;
  private Map<String, double[]> given = Map.of();
  private SynapseModel running;
  private Runner[] pathways = {};
  private @Nullable Runner always;
  private Runner[] sums = {};

  /** All synapses, in order. */
  private final int[] all;

  /**
   * Synapses at rest.
   *
   * @param model what they are
   * @param pre for each the neuron that sends
   * @param post for each the neuron that receives
   * @param dt the time step
   * @param given parameter or variable to its value, one for all or one for each synapse; the
   *     others have what the text says
   * @param from the neurons that send
   * @param to the neurons that receive
   * @throws IllegalArgumentException if the neurons lack what the text reads or delivers to, or
   *     what it requires does not hold
   */
  public SynapseSteps(
      SynapseModel model,
      int[] pre,
      int[] post,
      double dt,
      Map<String, double[]> given,
      NeuronArrays from,
      NeuronArrays to) {
    this.model = model;
    running = model;
    this.pre = pre;
    this.post = post;
    this.dt = dt;
    SynapseEquations equations = model.equations();
    int count = pre.length;
    parameters =
        new CellParameters(
            equations.name(),
            equations.parameters(),
            equations.requirements(),
            count,
            new double[] {dt},
            new double[1]);
    this.from = from;
    this.to = to;
    Map<String, double[]> ofParameters = new HashMap<>(given);
    ofParameters.keySet().retainAll(model.parameters());
    parameters.set(ofParameters);
    List<String> names = equations.stateNames();
    states = new float[names.size()][count];
    for (int s = 0; s < states.length; s++) {
      double[] values = given.get(names.get(s));
      double[] initial = values == null ? parameters.of(equations.states().get(s).value()) : values;
      for (int k = 0; k < count; k++) {
        states[s][k] = (float) initial[initial.length == 1 ? 0 : k];
      }
    }
    last = new int[equations.between().isEmpty() ? 0 : count];
    set(ofParameters);
    all = new int[sums.length > 0 || always != null ? count : 0];
    Arrays.setAll(all, k -> k);
  }

  /**
   * Sets parameters.
   *
   * @param values parameter to its value, one for all or one for each synapse; the others have what
   *     the text says
   * @throws IllegalArgumentException if what the text requires does not hold
   */
  public void set(Map<String, double[]> values) {
    parameters.set(values);
    given = new HashMap<>(values);
    BitSet ofSynapses = new BitSet();
    for (int p = 0; p < model.parameters().size(); p++) {
      ofSynapses.set(p, parameters.differs(p));
    }
    SynapseModel.Compiled compiled = running.compiled(ofSynapses);
    pathways = runners(compiled.pathways());
    sums = runners(compiled.sums());
    for (Runner sum : sums) {
      // What neurons get in a step is no jump, which they could hold against.
      sum.portHolding[0] = null;
    }
    always = compiled.always().loop() == null ? null : new Runner(compiled.always(), from, to);
  }

  /**
   * Sets a parameter or a variable.
   *
   * @param name its name
   * @param values one for all or one for each synapse; a variable's as of its last event
   * @throws IllegalArgumentException if there is none of that name, or what the text requires does
   *     not hold; nothing has changed then
   */
  public void set(String name, double[] values) {
    int s = model.equations().stateNames().indexOf(name);
    if (s < 0) {
      Map<String, double[]> changed = new HashMap<>(given);
      changed.put(name, values);
      parameters.copy().set(changed);
      set(changed);
      return;
    }
    for (int k = 0; k < states[s].length; k++) {
      states[s][k] = (float) values[values.length == 1 ? 0 : k];
    }
  }

  /**
   * Lets a variable stand still, while all others move on.
   *
   * @param variable its name; null for none
   */
  public void hold(@Nullable String variable) {
    running = variable == null ? model : model.holding(variable);
    set(given);
  }

  private Runner[] runners(List<SynapseModel.Loop> loops) {
    return loops.stream().map(loop -> new Runner(loop, from, to)).toArray(Runner[]::new);
  }

  /**
   * Spikes arrive.
   *
   * @param pathway by which of the pathways of the text
   * @param synapses where, each at most once
   * @param count how many
   * @param step the step
   */
  public void arrive(int pathway, int[] synapses, int count, long step) {
    pathways[pathway].run(synapses, count, step, last.length > 0);
  }

  /**
   * Variables that move on in every step.
   *
   * @param step the step
   */
  public void advance(long step) {
    if (always != null) {
      always.run(all, all.length, step, /* event= */ false);
    }
  }

  /**
   * The sums of the text; what they go to is overwritten.
   *
   * @param step the step
   */
  public void sum(long step) {
    for (Runner sum : sums) {
      Arrays.fill(sum.ports[0], 0);
      sum.run(all, all.length, step, /* event= */ false);
    }
  }

  /**
   * A parameter or variable.
   *
   * @param name its name
   * @return its value at each synapse, as of its last event, or one for all; a copy. Null if there
   *     is none of that name
   */
  public float @Nullable [] values(String name) {
    int s = model.equations().stateNames().indexOf(name);
    if (s >= 0) {
      return states[s].clone();
    }
    int p = model.parameters().indexOf(name);
    if (p < 0) {
      return null;
    }
    double[] values = parameters.get(p);
    float[] rounded = new float[values.length];
    for (int k = 0; k < rounded.length; k++) {
      rounded[k] = (float) values[k];
    }
    return rounded;
  }

  /**
   * Tells the variables of the synapses, and the parameters that were set.
   *
   * @param state is told
   * @throws IllegalArgumentException if what was noted is of other synapses
   */
  public void state(State state) {
    Map<String, double[]> noted = parameters.state(state, given);
    if (state.isRead()) {
      parameters.copy().set(noted);
    }
    state.restore(() -> set(noted));
    for (int s = 0; s < states.length; s++) {
      state.carry(model.equations().stateNames().get(s), states[s]);
    }
    state.carry("steps of last events", last, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  /** A loop, and the synapses that have been gathered for it. */
  private final class Runner {
    private final @Nullable CompiledLoop loop;
    private final float[][] columns;
    private final float[] invariants;
    private final @Nullable Calculation changing;
    private final double[] numbers;
    private final float[][] gatheredColumns;
    private final float[][] series;
    private final float[][] carried;
    private final float[][] read;
    private final boolean[] readOfPre;
    private final float[][] ports;
    private final float[] @Nullable [] portHolding;
    private final float[][] changed;
    private final float[] @Nullable [] changedHolding;
    private final boolean[] changedOfPre;
    private final int block;

    Runner(SynapseModel.Loop compiled, NeuronArrays from, NeuronArrays to) {
      loop = compiled.loop();
      CellProgram program = compiled.part().program();
      columns = parameters.columns(program.columns());
      numbers = new double[model.parameters().size() + SynapsePrograms.MORE];
      if (pre.length > 0) {
        parameters.at(0, numbers);
      }
      invariants = new float[program.invariants().size()];
      var calculation = new Calculation(program.invariants());
      calculation.run(numbers, invariants);
      changing = calculation.reads(time()) ? calculation : null;
      List<Neurons> reads = compiled.part().reads();
      List<Neurons> changes = compiled.part().changes();
      List<String> names = compiled.part().ports();
      read = new float[reads.size()][];
      readOfPre = new boolean[read.length];
      for (int r = 0; r < read.length; r++) {
        readOfPre[r] = reads.get(r).side() == Side.PRE;
        read[r] = (readOfPre[r] ? from : to).values(reads.get(r).name());
      }
      ports = new float[names.size()][];
      portHolding = new float[ports.length][];
      for (int p = 0; p < ports.length; p++) {
        ports[p] = to.port(names.get(p));
        portHolding[p] = to.holding(names.get(p));
      }
      changed = new float[changes.size()][];
      changedHolding = new float[changed.length][];
      changedOfPre = new boolean[changed.length];
      for (int c = 0; c < changed.length; c++) {
        changedOfPre[c] = changes.get(c).side() == Side.PRE;
        NeuronArrays side = changedOfPre[c] ? from : to;
        changed[c] = side.port(changes.get(c).name());
        changedHolding[c] = side.holding(changes.get(c).name());
      }
      block = changed.length > 0 ? 1 : BLOCK;
      gatheredColumns = new float[columns.length][block];
      series = new float[1 + read.length][block];
      carried = new float[states.length + ports.length + changed.length][block];
    }

    private int time() {
      return model.parameters().size() + SynapsePrograms.TIME;
    }

    void run(int[] synapses, int count, long step, boolean event) {
      CompiledLoop compiled = loop;
      if (compiled == null) {
        return;
      }
      if (changing != null) {
        numbers[time()] = step * dt;
        changing.run(numbers, invariants);
      }
      for (int first = 0; first < count; first += block) {
        int n = Math.min(block, count - first);
        gather(synapses, first, n);
        if (event) {
          elapse(synapses, first, n, (int) step);
        }
        compiled.run(invariants, gatheredColumns, series, carried, 0, 1, n, 0, n, 0);
        scatter(synapses, first, n);
      }
    }

    private void elapse(int[] synapses, int first, int n, int step) {
      for (int k = 0; k < n; k++) {
        int s = synapses[first + k];
        series[0][k] = (float) ((step - last[s]) * dt);
        last[s] = step;
      }
    }

    private void gather(int[] synapses, int first, int n) {
      for (int v = 0; v < states.length; v++) {
        pick(states[v], synapses, first, n, carried[v]);
      }
      for (int c = 0; c < columns.length; c++) {
        pick(columns[c], synapses, first, n, gatheredColumns[c]);
      }
      for (int r = 0; r < read.length; r++) {
        int[] neurons = readOfPre[r] ? pre : post;
        for (int k = 0; k < n; k++) {
          series[1 + r][k] = read[r][neurons[synapses[first + k]]];
        }
      }
      for (int c = 0; c < changed.length; c++) {
        int[] neurons = changedOfPre[c] ? pre : post;
        carried[states.length + ports.length + c][0] = changed[c][neurons[synapses[first]]];
      }
    }

    private static void pick(float[] from, int[] synapses, int first, int n, float[] into) {
      for (int k = 0; k < n; k++) {
        into[k] = from[synapses[first + k]];
      }
    }

    private void scatter(int[] synapses, int first, int n) {
      for (int v = 0; v < states.length; v++) {
        for (int k = 0; k < n; k++) {
          states[v][synapses[first + k]] = carried[v][k];
        }
      }
      for (int p = 0; p < ports.length; p++) {
        float[] delivered = carried[states.length + p];
        float[] holding = portHolding[p];
        for (int k = 0; k < n; k++) {
          int j = post[synapses[first + k]];
          if (holding == null || !(holding[j] > 0)) {
            ports[p][j] += delivered[k];
          }
        }
      }
      for (int c = 0; c < changed.length; c++) {
        int neuron = (changedOfPre[c] ? pre : post)[synapses[first]];
        float[] holding = changedHolding[c];
        if (holding == null || !(holding[neuron] > 0)) {
          changed[c][neuron] = carried[states.length + ports.length + c][0];
        }
      }
    }
  }
}
