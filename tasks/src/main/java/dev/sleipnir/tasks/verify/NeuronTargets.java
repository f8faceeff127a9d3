package dev.sleipnir.tasks.verify;

import dev.sleipnir.model.cell.Cell;
import dev.sleipnir.model.cell.RecurrentCell;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.StatefulLayer;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.neuron.AdaLif;
import dev.sleipnir.model.neuron.CobaLif;
import dev.sleipnir.model.neuron.ExpFilter;
import dev.sleipnir.model.neuron.Gradient;
import dev.sleipnir.model.neuron.Iaf;
import dev.sleipnir.model.neuron.Izhikevich;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.LiBox;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.LifAdEx;
import dev.sleipnir.model.neuron.LifAdExRefrac;
import dev.sleipnir.model.neuron.LifBox;
import dev.sleipnir.model.neuron.LifCurrentEncoder;
import dev.sleipnir.model.neuron.LifEx;
import dev.sleipnir.model.neuron.LifExCurrentEncoder;
import dev.sleipnir.model.neuron.LifMc;
import dev.sleipnir.model.neuron.LifMcRefrac;
import dev.sleipnir.model.neuron.LifRefrac;
import dev.sleipnir.model.neuron.Lsnn;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Populations of neurons. Each case is run twice: one step at a time without a tape, comparing
 * outputs and states after every step, and recorded on a tape, comparing outputs, final states and
 * gradients.
 */
final class NeuronTargets {
  static final Map<String, TargetRunner> ALL = new TreeMap<>();

  static {
    both("lif", new Lif());
    both("lif_refrac", new LifRefrac());
    both("lif_ex", new LifEx());
    both("lif_adex", new LifAdEx());
    both("lif_adex_refrac", new LifAdExRefrac());
    both("lif_mc", new LifMc());
    both("lif_mc_refrac", new LifMcRefrac());
    both("coba_lif", new CobaLif());
    both("iaf", new Iaf());
    both("izhikevich", new Izhikevich());
    both("lsnn", new Lsnn());
    recurrent("lsnn.ada_lif_recurrent", new AdaLif());
    recurrent("lif.recurrent_adjoint", new Lif().gradient(Gradient.ADJOINT));
    recurrent("lsnn.recurrent_adjoint", new Lsnn().gradient(Gradient.ADJOINT));
    feedForward("lif.feed_forward_adjoint", new Lif().gradient(Gradient.ADJOINT));
    feedForward("lif_refrac.feed_forward_adjoint", new LifRefrac().gradient(Gradient.ADJOINT));
    feedForward("lsnn.feed_forward_adjoint", new Lsnn().gradient(Gradient.ADJOINT));
    feedForward("lif.current_encoder", new LifCurrentEncoder());
    feedForward("lif_ex.current_encoder", new LifExCurrentEncoder());
    ALL.put("lif_box.feed_forward", (c, out) -> run(c, out, of -> cell(of, box(of.parameters()))));
    feedForward("leaky_integrator.feed_forward", new Li());
    linear("leaky_integrator.linear", new Li());
    feedForward("leaky_integrator_box.feed_forward", new LiBox());
    linear("leaky_integrator_box.linear", new LiBox());
    ALL.put("filter.exp", (c, out) -> run(c, out, of -> cell(of, decay(of))));
    ALL.put("filter.exp_linear", (c, out) -> run(c, out, NeuronTargets::weightedFilter));
  }

  private NeuronTargets() {}

  private static void both(String family, Neuron defaults) {
    feedForward(family + ".feed_forward", defaults);
    recurrent(family + ".recurrent", defaults);
  }

  private static void feedForward(String target, Neuron defaults) {
    ALL.put(target, (c, out) -> run(c, out, of -> cell(of, defaults)));
  }

  private static void recurrent(String target, Neuron defaults) {
    ALL.put(target, (c, out) -> run(c, out, of -> recurrentCell(of, defaults)));
  }

  private static void linear(String target, Neuron defaults) {
    ALL.put(
        target,
        (c, out) ->
            run(
                c,
                out,
                of -> {
                  Linear weights = new Linear(of.input("w_in"), null);
                  return weighted(weights, cell(of, defaults), "w_in");
                }));
  }

  static Neuron box(JsonNode p) {
    String reset = p.path("reset_method").asString("value");
    return switch (reset) {
      case "value" -> new LifBox(LifBox.Reset.VALUE);
      case "subtract" -> new LifBox(LifBox.Reset.SUBTRACT);
      default -> throw new UnsupportedCase("reset method " + reset);
    };
  }

  private static Neuron decay(CaseFile c) {
    return ExpFilter.withDecay(c.number("parameter"));
  }

  private static Subject weightedFilter(CaseFile c) {
    Tensor bias = c.has("/inputs/bias") ? c.input("bias") : null;
    Linear weights = new Linear(c.input("weight"), bias);
    return weighted(weights, cell(c, new ExpFilter()), "weight");
  }

  private static Subject weighted(Linear weights, Subject behind, String name) {
    Map<String, Parameter> learned = new HashMap<>(behind.learned());
    learned.put(name, weights.parameters().getFirst());
    if (weights.parameters().size() > 1) {
      learned.put("bias", weights.parameters().getLast());
    }
    return new Subject(weights, behind.cell(), behind.initialState(), learned);
  }

  private static Neuron neuron(CaseFile c, Neuron defaults) {
    Neuron neuron = NeuronSettings.of(defaults, c.parameters(), c.dt());
    List<String> known = defaults.model().parameters();
    for (String name : NeuronSettings.learned(c)) {
      // What the case lists but these equations do not use has no gradient.
      neuron = known.contains(name) ? neuron.learn(name) : neuron;
    }
    return c.has("/inputs/g_coupling") ? neuron.coupling(c.input("g_coupling")) : neuron;
  }

  static Subject cell(CaseFile c, Neuron defaults) {
    Cell cell = neuron(c, defaults).cell();
    return new Subject(null, cell, cell::initialState, learned(cell));
  }

  private static Subject recurrentCell(CaseFile c, Neuron defaults) {
    boolean autapses = c.parameters().path("autapses").asBoolean(true);
    RecurrentCell cell =
        neuron(c, defaults)
            .recurrentCell(new RecurrentWeights(c.input("w_in"), c.input("w_rec"), autapses));
    Map<String, Parameter> learned = new HashMap<>(learned(cell));
    learned.put("w_in", cell.weights().input());
    learned.put("w_rec", cell.weights().recurrent());
    return new Subject(null, cell, cell::initialState, learned);
  }

  /** Parameters by the name of their gradient in a case. */
  private static Map<String, Parameter> learned(Cell cell) {
    Map<String, Parameter> learned = new HashMap<>();
    for (Parameter parameter : cell.parameters()) {
      String name = parameter.name();
      learned.put(name.equals("g_coupling") ? name : "parameters/" + name, parameter);
    }
    return learned;
  }

  /**
   * What a case is about.
   *
   * @param weights applied to the input first, if any
   * @param cell the neurons
   * @param initialState the library's own initial state, from the shape of a step
   * @param learned parameters by the name their gradient has in the case, such as {@code w_in} or
   *     {@code parameters/v_th}
   */
  record Subject(
      @Nullable Linear weights,
      StatefulLayer cell,
      Function<int[], NeuronState> initialState,
      Map<String, Parameter> learned) {

    Tensor drive(Tensor x) {
      return weights == null ? x : weights.forward(x);
    }
  }

  /**
   * Runs a case.
   *
   * @param population makes the neurons anew for each way of running them
   */
  static void run(CaseFile c, Comparison out, Function<CaseFile, Subject> population) {
    String output = c.has("/expected/z") ? "z" : "output";
    runSteps(c, out, population.apply(c), output);
    runOnTape(c, out, population.apply(c), output);
  }

  /** What the case calls its input: a current, or spikes. */
  private static String input(CaseFile c) {
    return c.has("/inputs/x") ? "x" : "z";
  }

  /** The case's initial state, or the library's own where the case has none. */
  private static NeuronState initialState(CaseFile c, Subject of, String output) {
    int[] sequence = c.tensor("/expected/" + output).shape();
    NeuronState state = of.initialState().apply(Arrays.copyOfRange(sequence, 1, sequence.length));
    if (c.hasInitialState()) {
      c.setInitialState(state);
    }
    return state;
  }

  /** One step at a time without a tape: output and state after every step. */
  private static void runSteps(CaseFile c, Comparison out, Subject of, String output) {
    out.way("one step at a time");
    Tensor x = c.input(input(c));
    NeuronState state = c.hasInitialState() ? initialState(c, of, output) : null;
    for (int t = 0; t < x.dim(0); t++) {
      Step step = of.cell().step(of.drive(Comparison.step(x, t)), state);
      state = (NeuronState) step.state();
      out.step("/expected/" + output, t, step.output());
      for (String name : c.names("/expected/state")) {
        out.step("/expected/state/" + name, t, state.get(name));
      }
    }
  }

  /** The whole sequence on a tape, in one call or in steps: output, final state, gradients. */
  private static void runOnTape(CaseFile c, Comparison out, Subject of, String output) {
    out.way(c.isCell() ? "step by step on a tape" : "whole sequence on a tape");
    try (Tape tape = new Tape()) {
      Tensor x = tape.watch(c.input(input(c)));
      Tensor drive = of.weights() == null ? x : Lift.of(of.weights()).forward(x);
      NeuronState state = initialState(c, of, output);
      Tensor outputs =
          c.isCell()
              ? steps(of.cell(), drive, state)
              : Lift.of(of.cell()).run(drive, state).output();
      out.series("/expected/" + output, outputs);
      int last = x.dim(0) - 1;
      for (String name : c.names("/expected/state")) {
        out.step("/expected/state/" + name, last, state.get(name));
      }
      if (!c.has("/vjp")) {
        return;
      }
      for (String name : c.names("/vjp/cotangents/state_final")) {
        state.setFinalGradient(
            name, c.tensor("/vjp/cotangents/state_final/" + name).toTensor(), tape);
      }
      tape.backward(outputs, c.tensor("/vjp/cotangents/" + output).toTensor());
      String atInput = "/vjp/expected/" + input(c);
      if (c.has(atInput)) {
        out.series(atInput, x.gradient());
      }
      for (String name : c.names("/vjp/expected/initial_state")) {
        out.value("/vjp/expected/initial_state/" + name, state.gradient(name));
      }
      for (Map.Entry<String, JsonNode> parameter : c.entries("/vjp/expected/parameters")) {
        // A parameter that these equations do not have has no influence: its gradient is 0.
        String name = "parameters/" + parameter.getKey();
        if (!of.learned().containsKey(name)) {
          out.value("/vjp/expected/" + name, null);
        }
      }
      for (Map.Entry<String, Parameter> learned : of.learned().entrySet()) {
        String pointer = "/vjp/expected/" + learned.getKey();
        if (c.has(pointer)) {
          out.gradient(pointer, learned.getValue());
        }
      }
    }
  }

  private static Tensor steps(StatefulLayer cell, Tensor drive, NeuronState initial) {
    List<Tensor> outputs = new ArrayList<>();
    State state = initial;
    for (int t = 0; t < drive.dim(0); t++) {
      Step step = cell.step(Comparison.step(drive, t), state);
      outputs.add(step.output());
      state = step.state();
    }
    Tensor all = Tensor.concatenate(outputs);
    int[] step = outputs.getFirst().shape();
    int[] shape = new int[step.length + 1];
    shape[0] = drive.dim(0);
    System.arraycopy(step, 0, shape, 1, step.length);
    return all.reshape(shape);
  }
}
