package dev.sleipnir.model.layer;

import static dev.sleipnir.model.GradientCheck.normal;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.neuron.CobaLif;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.LifMc;
import dev.sleipnir.model.neuron.Lsnn;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.util.ArrayList;
import java.util.List;

/** A module to lift over a sequence, and everything that comes out of one training step. */
enum LiftCase {
  LEARNED_NEURONS {
    @Override
    StatefulLayer module() {
      return new SequentialState(
          new Linear(random(), 6, 7, true),
          spiking().learn("v_th", "tau_mem_inv").cell(),
          new Linear(random(), 7, 4, true),
          new Li().cell());
    }
  },
  DROPOUT {
    @Override
    StatefulLayer module() {
      return new SequentialState(
          new Dropout(0.3f),
          new Linear(random(), 6, 7, false),
          spiking().cell(),
          new Dropout(0.2f),
          new Linear(random(), 7, 4, true));
    }
  },
  STOCHASTIC {
    @Override
    StatefulLayer module() {
      return new SequentialState(
          new Linear(random(), 6, 7, false),
          new Lif().surrogate(Surrogate.LOGISTIC, 2).seed(1).cell(),
          new Linear(random(), 7, 4, true),
          new Lif().surrogate(Surrogate.CIRC_DIST, 1).seed(2).cell());
    }
  },
  CONVOLUTION {
    @Override
    int[] features() {
      return new int[] {2, 6, 6};
    }

    @Override
    StatefulLayer module() {
      return new SequentialState(
          new Conv2d(random(), 2, 3, 3),
          spiking().cell(),
          new MaxPool2d(2),
          new Flatten(),
          new Linear(random(), 12, 4, true),
          new Li().cell());
    }
  },
  IMAGES_OUT {
    @Override
    int[] features() {
      return new int[] {2, 5, 5};
    }

    @Override
    StatefulLayer module() {
      return new SequentialState(new Conv2d(random(), 2, 3, 3), spiking().cell(), new AvgPool2d(2));
    }
  },
  RECURRENT {
    @Override
    StatefulLayer module() {
      var weights = RecurrentWeights.random(random(), 6, 5, true);
      return new Lsnn().with("v_th", 0.2).surrogate(Surrogate.SUPER, 10).recurrentCell(weights);
    }
  },
  CONDUCTANCES {
    @Override
    StatefulLayer module() {
      var weights = RecurrentWeights.random(random(), 6, 5, true);
      return new CobaLif().surrogate(Surrogate.SUPER, 10).recurrentCell(weights);
    }
  },
  COMPARTMENTS {
    @Override
    int[] features() {
      return new int[] {5};
    }

    @Override
    StatefulLayer module() {
      return LifMc.of(normal(7, 5, 5).scale(3f)).with("v_th", 0.2).cell();
    }
  },
  RECURRENT_COMPARTMENTS {
    @Override
    StatefulLayer module() {
      var weights = RecurrentWeights.random(random(), 6, 5, true);
      return LifMc.of(normal(7, 5, 5).scale(3f)).with("v_th", 0.2).recurrentCell(weights);
    }
  },
  FED_BACK {
    @Override
    StatefulLayer module() {
      return new SequentialState(
          new RecurrentSequential(
              1,
              new Linear(random(), 6, 6, true),
              spiking().cell(),
              new Linear(random(), 6, 6, true)),
          new Linear(random(), 6, 3, true),
          new Li().cell());
    }
  },
  WITHOUT_STATE {
    @Override
    NetworkModule module() {
      return new Linear(random(), 6, 3, true);
    }
  };

  /** Blocks are of 4 steps then. */
  static final int BATCH = 64;

  /** Shape of an input sample. */
  int[] features() {
    return new int[] {6};
  }

  /** The module, its weights always the same. */
  abstract NetworkModule module();

  private static RandomStream random() {
    return new RandomStream(5, 1);
  }

  private static Neuron spiking() {
    return new Lif().with("v_th", 0.2).surrogate(Surrogate.SUPER, 10);
  }

  /** An input sequence. */
  Tensor input(int steps) {
    int[] features = features();
    int[] shape = new int[2 + features.length];
    shape[0] = steps;
    shape[1] = BATCH;
    System.arraycopy(features, 0, shape, 2, features.length);
    return normal(3, shape).add(Tensor.full(0.5f, shape));
  }

  /** How a test lifts a module. */
  @FunctionalInterface
  interface Lifting {
    Lift lift(NetworkModule module);
  }

  /** One training step on a fresh module, in two sequences of which the second goes on. */
  List<float[]> train(int first, int second, Workspace workspace, Lifting lifting) {
    NetworkModule module = module();
    Lift lift = lifting.lift(module);
    List<float[]> results = new ArrayList<>();
    // Something else than the initial state, so that there is one to have a gradient.
    State given = Lift.of(module).run(input(2), null).state();
    try (Tape tape = new Tape(workspace, new RandomStream(9, 9))) {
      Tensor x = tape.watch(input(first));
      Tensor y = tape.watch(input(second));
      Step begun = lift.run(x, given);
      Step done = lift.run(y, begun.state());
      results.add(begun.output().toArray());
      results.add(done.output().toArray());
      StateLeaves last = StateLeaves.of(done.state());
      for (NeuronState population : last.neurons()) {
        for (float[] column : population.columns()) {
          results.add(column.clone());
        }
        String name = population.names().getLast();
        population.setFinalGradient(name, normal(8, population.shape()), tape);
      }
      for (Tensor tensor : last.tensors()) {
        results.add(tensor.toArray());
      }
      Tensor loss = begun.output().multiply(weights(begun.output())).sum();
      tape.backward(loss.add(done.output().multiply(weights(done.output())).sum()));
      results.add(gradient(x));
      results.add(gradient(y));
      for (NeuronState population : StateLeaves.of(given).neurons()) {
        for (String name : population.names()) {
          Tensor gradient = population.gradient(name);
          results.add(gradient == null ? new float[0] : gradient.toArray());
        }
      }
    }
    for (Parameter parameter : module.parameters()) {
      results.add(parameter.gradient().clone());
    }
    return results;
  }

  private static Tensor weights(Tensor output) {
    return normal(4, output.shape());
  }

  static float[] gradient(Tensor x) {
    Tensor gradient = x.gradient();
    return gradient == null ? new float[0] : gradient.toArray();
  }
}
