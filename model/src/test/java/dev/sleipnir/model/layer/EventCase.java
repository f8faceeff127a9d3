package dev.sleipnir.model.layer;

import static dev.sleipnir.model.GradientCheck.normal;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.neuron.CobaLif;
import dev.sleipnir.model.neuron.Gradient;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.LifMc;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.util.ArrayList;
import java.util.List;

/** A network that spikes drive, and everything that comes out of one training step. */
enum EventCase {
  LINEAR(9) {
    @Override
    SequentialState module() {
      return new SequentialState(
          new Linear(random(), 9, 21, true),
          spiking().cell(),
          new Linear(random(), 21, 5, false),
          spiking().cell());
    }
  },
  WIDE(70) {
    @Override
    SequentialState module() {
      return new SequentialState(
          new Linear(random(), 70, 131, false),
          new Scale(2f),
          spiking().cell(),
          new Relu(),
          new Linear(random(), 131, 65, true),
          new Li().cell());
    }
  },
  WHOLE_VECTORS(2, 7, 6) {
    @Override
    SequentialState module() {
      return new SequentialState(
          new Conv2d(random(), 2, 32, 3),
          new Scale(4f),
          spiking().cell(),
          new MaxPool2d(2),
          new Conv2d(random(), 32, 16, 2),
          spiking().cell());
    }
  },
  PARTS_OF_VECTORS(3, 6, 7) {
    @Override
    SequentialState module() {
      return new SequentialState(
          new Conv2d(random(), 3, 20, 3),
          new Scale(4f),
          spiking().cell(),
          new MaxPool2d(2),
          new Flatten(),
          new Linear(random(), 80, 3, true),
          new Li().cell());
    }
  },
  OVERLAPPING_WINDOWS(1, 5, 6) {
    @Override
    SequentialState module() {
      var kernels = normal(6, 16, 1, 2, 3).scale(0.5f);
      return new SequentialState(
          new Conv2d(kernels, normal(7, 16), 1, 2, 1),
          spiking().cell(),
          new MaxPool2d(3, 2, 1),
          new Conv2d(random(), 16, 5, 2),
          spiking().cell());
    }
  },
  STRIDES(2, 8, 9) {
    @Override
    SequentialState module() {
      var kernels = normal(6, 7, 2, 3, 2).scale(0.5f);
      return new SequentialState(
          new Conv2d(kernels, null, 2, 1, 2), spiking().cell(), new AvgPool2d(2));
    }
  },
  LINES(3, 11) {
    @Override
    SequentialState module() {
      return new SequentialState(
          new Conv1d(random(), 3, 16, Window.of(3).padding(1), 1, true),
          new Scale(4f),
          spiking().learn("v_th").cell(),
          new MaxPool1d(2),
          new Conv1d(random(), 16, 6, Window.of(2).stride(2), 2, false),
          spiking().cell(),
          new Conv1d(random(), 6, 5, Window.of(1), 1, true),
          new Li().cell());
    }
  },
  ADJOINT(9) {
    @Override
    SequentialState module() {
      return new SequentialState(
          new Linear(random(), 9, 12, true),
          spiking().gradient(Gradient.ADJOINT).cell(),
          new Linear(random(), 12, 3, true),
          new Li().cell());
    }
  },
  PARAMETERS_OF_EACH_NEURON(9) {
    @Override
    SequentialState module() {
      return between(spiking().with("v_th", thresholds(12)));
    }
  },
  LEARNED(9) {
    @Override
    SequentialState module() {
      return between(spiking().learn("v_th", "tau_mem_inv"));
    }
  },
  STOCHASTIC(9) {
    @Override
    SequentialState module() {
      return between(new Lif().with("v_th", 0.2).surrogate(Surrogate.LOGISTIC, 2).seed(1));
    }
  },
  LEARNED_IMAGES(2, 7, 6) {
    @Override
    SequentialState module() {
      Tensor decays = Tensor.rand(random(), 32, 5, 1).scale(60).add(Tensor.full(80, 32, 5, 1));
      return new SequentialState(
          new Conv2d(random(), 2, 32, 3),
          new Scale(4f),
          spiking().with("tau_mem_inv", decays).learn("tau_mem_inv", "v_th").cell(),
          new MaxPool2d(2),
          new Conv2d(random(), 32, 19, 2),
          spiking().with("v_th", thresholds(19, 1, 1)).learn("v_th", "v_leak").cell());
    }
  },
  STOCHASTIC_IMAGES(3, 6, 7) {
    @Override
    SequentialState module() {
      Neuron drawing = new Lif().surrogate(Surrogate.LOGISTIC, 2).seed(1);
      return new SequentialState(
          new Conv2d(random(), 3, 20, 3),
          new Scale(4f),
          drawing.with("v_th", thresholds(20, 4, 5)).cell(),
          new MaxPool2d(2),
          new Flatten(),
          new Linear(random(), 80, 130, true),
          drawing.with("v_th", thresholds(130)).learn("tau_syn_inv", "v_th").cell());
    }
  },
  POTENTIALS_OF_IMAGES(2, 7, 6) {
    @Override
    SequentialState module() {
      return new SequentialState(
          new Conv2d(random(), 2, 32, 3),
          new Scale(2f),
          new Li().learn("tau_mem_inv").cell(),
          new MaxPool2d(2));
    }
  },
  POTENTIALS_OF_PARTS(3, 6, 7) {
    @Override
    SequentialState module() {
      return new SequentialState(
          new Conv2d(random(), 3, 20, 3),
          spiking().cell(),
          new Conv2d(random(), 20, 5, 3),
          new Li().with("tau_mem_inv", thresholds(5, 2, 3).scale(200f)).cell());
    }
  },
  SEVERAL_INPUTS(9) {
    @Override
    SequentialState module() {
      return new SequentialState(
          dendrites().cell().behind(new Linear(random(), 9, 131, true), gains(9, 131)),
          dendrites().learn("g", "v_th").cell().behind(gains(131, 12), gains(131, 12)),
          new Linear(random(), 12, 3, true),
          new Li().cell());
    }
  },
  SEVERAL_INPUTS_OF_IMAGES(2, 7, 6) {
    @Override
    SequentialState module() {
      var wide = new Conv2d(normal(4, 16, 2, 5, 5).scale(0.2f), null, 1, 1, 1);
      return new SequentialState(
          dendrites().cell().behind(new Conv2d(random(), 2, 16, 3), wide),
          new MaxPool2d(2),
          dendrites()
              .with("v_th", thresholds(7, 1, 1))
              .cell()
              .behind(new Conv2d(random(), 16, 7, 2), new Conv2d(random(), 16, 7, 2)));
    }
  },
  COMPARTMENTS(9) {
    @Override
    SequentialState module() {
      return new SequentialState(
          new Linear(random(), 9, 12, true),
          new Scale(2f),
          LifMc.of(normal(7, 12, 12).scale(3f)).with("v_th", 0.1).cell(),
          new Linear(random(), 12, 3, true),
          new Li().cell());
    }
  },
  RECURRENT(9) {
    @Override
    SequentialState module() {
      return new SequentialState(
          new Linear(random(), 9, 12, true),
          spiking().cell(),
          spiking().recurrentCell(RecurrentWeights.random(random(), 12, 11, true)),
          new Linear(random(), 11, 3, true),
          new Li().cell());
    }
  },
  RECURRENT_FIRST(70) {
    @Override
    SequentialState module() {
      return new SequentialState(
          spiking().recurrentCell(RecurrentWeights.random(random(), 70, 131, false)),
          spiking().recurrentCell(RecurrentWeights.random(random(), 131, 21, true)));
    }
  },
  RECURRENT_CONDUCTANCES(9) {
    @Override
    SequentialState module() {
      Neuron neurons = new CobaLif().with("v_thresh", -60).surrogate(Surrogate.SUPER, 10);
      return new SequentialState(
          neurons.recurrentCell(RecurrentWeights.random(random(), 9, 12, true)),
          new Linear(random(), 12, 3, true),
          new Li().cell());
    }
  },
  RECURRENT_ADJOINT(9) {
    @Override
    SequentialState module() {
      return new SequentialState(
          spiking()
              .with("v_th", 0.4)
              .gradient(Gradient.ADJOINT)
              .recurrentCell(RecurrentWeights.random(random(), 9, 12, true)),
          new Linear(random(), 12, 3, true),
          new Li().cell());
    }
  },
  RECURRENT_LEARNED(9) {
    @Override
    SequentialState module() {
      return new SequentialState(
          spiking()
              .learn("v_th", "tau_mem_inv")
              .recurrentCell(RecurrentWeights.random(random(), 9, 12, true)),
          new Linear(random(), 12, 3, true),
          new Li().cell());
    }
  };

  @SuppressWarnings("ImmutableEnumChecker") // a list of List.of
  private final List<Integer> features;

  EventCase(Integer... features) {
    this.features = List.of(features);
  }

  /** The network, its weights always the same. */
  abstract SequentialState module();

  private static SequentialState between(Neuron neurons) {
    return new SequentialState(
        new Linear(random(), 9, 12, true),
        neurons.cell(),
        new Linear(random(), 12, 3, true),
        new Li().cell());
  }

  /** Two inputs, and as much to two compartments. */
  private static Neuron dendrites() {
    return Neuron.parse(
            """
            model dendrites
            parameters tau_s_inv = 100 (1/s), tau_d_inv = 50 (1/s), g = 80 (1/s), v_th = 0.1
            state s = 0, d = 0
            input basal, apical
            d = d + dt * (g * (s - d) - tau_d_inv * d) + 0.5 * apical
            u = s + dt * (g * (d - s) - tau_s_inv * s) + 0.5 * basal
            z = spike(u - v_th)
            s = u - z * v_th
            output z
            """)
        .surrogate(Surrogate.SUPER, 10);
  }

  private static Linear gains(int inputs, int outputs) {
    return new Linear(normal(11, outputs, inputs).scale(0.3f), null);
  }

  private static Tensor thresholds(int... shape) {
    return Tensor.rand(random(), shape).scale(0.3f).add(Tensor.full(0.1f, shape));
  }

  private static RandomStream random() {
    return new RandomStream(5, 1);
  }

  private static Neuron spiking() {
    return new Lif().with("v_th", 0.1).surrogate(Surrogate.SUPER, 10);
  }

  /** Random spikes, [steps, batch, ...], as bits. */
  Tensor input(int seed, int steps, int batch, double density) {
    int size = 1;
    int[] shape = new int[2 + features.size()];
    shape[0] = steps;
    shape[1] = batch;
    for (int f = 0; f < features.size(); f++) {
      shape[2 + f] = features.get(f);
      size *= features.get(f);
    }
    RandomStream random = new RandomStream(seed, 2);
    SpikeRows spikes = SpikeRows.silent(steps * batch, size);
    for (int r = 0; r < spikes.rows(); r++) {
      for (int f = 0; f < size; f++) {
        spikes.or(r, f, 1, random.nextFloat() < density ? 1 : 0);
      }
    }
    return Tensor.of(spikes, shape);
  }

  /** What comes out: values, which are the same however they are computed, and gradients. */
  record Result(List<float[]> values, List<float[]> gradients) {}

  /** A training step without checkpoints. */
  Result train(List<Tensor> inputs, Workspace workspace) {
    return train(inputs, workspace, Lift::of);
  }

  /** A training step: two sequences of which the second goes on where the first ended. */
  Result train(List<Tensor> inputs, Workspace workspace, LiftCase.Lifting lifting) {
    Lift lift = lifting.lift(module());
    Result result = new Result(new ArrayList<>(), new ArrayList<>());
    State given = state(inputs.getFirst());
    try (Tape tape = new Tape(workspace, new RandomStream(9, 9))) {
      State state = given;
      Tensor loss = tape.enter(Tensor.zeros());
      List<Tensor> watched = new ArrayList<>();
      for (Tensor input : inputs) {
        Tensor x = tape.watch(input);
        watched.add(x);
        Step step = lift.run(x, state);
        state = step.state();
        result.values.add(step.output().toArray());
        loss = loss.add(step.output().multiply(normal(4, step.output().shape())).sum());
      }
      for (NeuronState population : StateLeaves.of(state).neurons()) {
        population.names().forEach(name -> result.values.add(population.get(name).toArray()));
        String last = population.names().getLast();
        population.setFinalGradient(last, normal(8, population.shape()), tape);
      }
      tape.backward(loss);
      watched.forEach(x -> result.gradients.add(LiftCase.gradient(x)));
      for (NeuronState population : StateLeaves.of(given).neurons()) {
        for (String name : population.names()) {
          Tensor gradient = population.gradient(name);
          result.gradients.add(gradient == null ? new float[0] : gradient.toArray());
        }
      }
    }
    for (Parameter parameter : lift.module().parameters()) {
      result.gradients.add(parameter.gradient().clone());
    }
    return result;
  }

  /** The same values without a tape. */
  List<float[]> infer(List<Tensor> inputs, Workspace workspace) {
    Lift lift = Lift.of(module());
    List<float[]> values = new ArrayList<>();
    State state = state(inputs.getFirst());
    try (var scope = new Scope(workspace)) {
      for (Tensor input : inputs) {
        Step step = lift.run(scope.enter(input), state);
        state = step.state();
        values.add(step.output().toArray());
      }
      for (NeuronState population : StateLeaves.of(state).neurons()) {
        population.names().forEach(name -> values.add(population.get(name).toArray()));
      }
    }
    return values;
  }

  /** Something else than the initial state, so that there is one to have a gradient. */
  private State state(Tensor like) {
    return Lift.of(module()).run(input(7, 2, like.dim(1), 0.3), null).state().copy();
  }
}
