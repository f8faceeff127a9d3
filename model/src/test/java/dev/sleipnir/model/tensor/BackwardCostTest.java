package dev.sleipnir.model.tensor;

import static dev.sleipnir.model.GradientCheck.normal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.model.layer.Layer;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.layer.RecurrentSequential;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.LifMc;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The work of a training step grows with the number of time steps, not with its square. Counted are
 * the bytes of the buffers it goes through and the calls that the record's nodes get.
 */
class BackwardCostTest {
  private static final int BATCH = 32;

  enum Network {
    FEED_FORWARD {
      @Override
      NetworkModule module() {
        return new SequentialState(
            new Linear(3, 4), new Lif().cell(), new Linear(4, 2), new Li().cell());
      }
    },
    RECURRENT {
      @Override
      NetworkModule module() {
        return new Lif().recurrentCell(3, 4);
      }
    },
    COMPARTMENTS {
      @Override
      NetworkModule module() {
        return LifMc.of(normal(1, 3, 3)).cell();
      }
    },
    FED_BACK {
      @Override
      NetworkModule module() {
        return new RecurrentSequential(new Linear(3, 3), new Lif().cell());
      }
    };

    abstract NetworkModule module();
  }

  private final Workspace workspace = new Workspace();
  private long calls;

  /** Passes its input on; its nodes count how often anyone asks them anything. */
  private final class Counting implements Layer {
    private final Parameter parameter = new Parameter("counted", Tensor.zeros(1));

    @Override
    public List<Parameter> parameters() {
      return List.of(parameter);
    }

    @Override
    public Tensor forward(Tensor x) {
      Tensor y = x.scale(1f);
      Tape tape = Scope.of(x).tape();
      if (tape == null) {
        return y;
      }
      Tensor out = y.detach();
      tape.record(
          new Node(out, y) {
            @Override
            protected List<Parameter> parameters() {
              calls++;
              return List.of(parameter);
            }

            @Override
            protected List<NeuronState> states() {
              calls++;
              return List.of();
            }

            @Override
            protected boolean hasOtherGradient() {
              calls++;
              return false;
            }

            @Override
            protected void backward(float[] gradient, Tape on) {
              calls++;
              on.addGradient(y, gradient);
            }
          });
      return out;
    }
  }

  /** Bytes that went through buffers in a run over some steps. */
  private long bytes(int steps, BiConsumer<Tape, Tensor> run) {
    long before = workspace.memory().takenBytes();
    calls = 0;
    try (Tape tape = new Tape(workspace)) {
      run.accept(tape, tape.watch(normal(1, steps, BATCH, 3)));
    }
    return workspace.memory().takenBytes() - before;
  }

  private void assertLinear(String what, BiConsumer<Tape, Tensor> run) {
    bytes(8, run);
    double bytesOfFew = bytes(512, run);
    double callsOfFew = calls;
    double bytesOfMany = bytes(4096, run);
    assertEquals(8, bytesOfMany / bytesOfFew, 0.6, what + ": growth of bytes from 512 to 4096");
    if (callsOfFew > 0) {
      assertEquals(8, calls / callsOfFew, 0.6, what + ": growth of calls from 512 to 4096");
    }
  }

  private static void train(Tape tape, Lift lift, Tensor x) {
    tape.backward(lift.forward(x).sum());
    assertTrue(x.gradient() != null);
  }

  @ParameterizedTest
  @EnumSource(Network.class)
  void aTrainingStepIsLinearInTime(Network network) {
    Lift lift = Lift.of(new SequentialState(new Counting(), network.module()));
    List<UnaryOperator<Lift>> options =
        List.of(l -> l, l -> l.checkpointEvery(64), Lift::checkpointed, l -> l.truncateEvery(16));
    for (int o = 0; o < options.size(); o++) {
      Lift chosen = options.get(o).apply(lift);
      assertLinear(network + ", option " + o, (tape, x) -> train(tape, chosen, x));
      assertTrue(calls > 0);
    }
  }

  @Test
  void recordedStatesAreLinearInTime() {
    var layer = new Lif().layer();
    assertLinear(
        "recorded states",
        (tape, x) -> {
          var recording = layer.recordStates(x, null);
          Tensor v = recording.states().get("v");
          tape.backward(recording.output().sum().add(v == null ? x.sum() : v.sum()));
        });
  }

  /** A parameter edited at the last step, in a layer that gradients do not come to. */
  @Test
  void theSearchForEditedParametersIsLinearInTime() {
    Counting plastic = new Counting();
    Lift lift = Lift.of(new SequentialState(new Counting(), new Lif().cell()));
    assertLinear(
        "with an edited parameter",
        (tape, x) -> {
          Lift.of(plastic).forward(x);
          plastic.parameter.edited("a rule");
          train(tape, lift, x);
        });
  }
}
