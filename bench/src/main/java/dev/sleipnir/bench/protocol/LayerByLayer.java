package dev.sleipnir.bench.protocol;

import dev.sleipnir.bench.plain.PlainNetwork;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.optimize.Losses;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A network against plain loops: every layer in every step, and its gradients. */
final class LayerByLayer {
  private LayerByLayer() {}

  /**
   * Checks a network that answers by the maximum of its outputs over time, with cross-entropy.
   *
   * @param network the network
   * @param plain its twin
   * @param sequence one sample, [time, 1, ...]
   * @param label its label, whose loss gradients are compared of; -1 to compare outputs only
   * @param workspace what the network computes with
   * @throws IllegalStateException if something differs; the message says what
   */
  static void require(
      SequentialState network,
      PlainNetwork plain,
      Tensor sequence,
      int label,
      Workspace workspace) {
    double[][] x = new double[sequence.dim(0)][];
    List<double[][]> outputs = stepByStep(network, sequence, x);
    plain.requireOutputs(x, outputs);
    double[][] last = outputs.getLast();
    try (Tape tape = new Tape(workspace)) {
      Tensor all = Lift.of(network).forward(tape.enter(sequence));
      requireSameBits(last, all);
      if (label >= 0) {
        tape.backward(Losses.crossEntropy(all.maxOverTime(), new int[] {label}));
        plain.requireGradients(atScores(last, label));
      }
    }
    network.parameters().forEach(Parameter::clearGradient);
  }

  private static List<double[][]> stepByStep(
      SequentialState network, Tensor sequence, double[][] x) {
    int[] sample = sequence.shape();
    int[] batch = new int[sample.length - 1];
    System.arraycopy(sample, 1, batch, 0, batch.length);
    List<double[][]> outputs = new ArrayList<>();
    @Nullable State state = null;
    for (int t = 0; t < x.length; t++) {
      Tensor now = sequence.rows(t, t + 1).reshape(batch);
      x[t] = doubles(now.toArray());
      List<Tensor> hidden = new ArrayList<>();
      Step step = network.step(now, state, hidden);
      state = step.state();
      for (int m = 0; m < hidden.size(); m++) {
        if (t == 0) {
          outputs.add(new double[x.length][]);
        }
        outputs.get(m)[t] = doubles(hidden.get(m).toArray());
      }
    }
    return outputs;
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int e = 0; e < values.length; e++) {
      doubles[e] = values[e];
    }
    return doubles;
  }

  private static void requireSameBits(double[][] expected, Tensor got) {
    for (int t = 0; t < expected.length; t++) {
      for (int e = 0; e < expected[t].length; e++) {
        if (expected[t][e] != got.get(t, 0, e)) {
          throw new IllegalStateException(
              "read-out "
                  + e
                  + " in step "
                  + t
                  + ": expected "
                  + expected[t][e]
                  + " as step by step, got "
                  + got.get(t, 0, e));
        }
      }
    }
  }

  /** Gradient of the cross-entropy of the maxima over time, at the read-out. */
  private static double[][] atScores(double[][] potentials, int label) {
    int classes = potentials[0].length;
    int[] when = new int[classes];
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      for (int t = 1; t < potentials.length; t++) {
        when[c] = potentials[t][c] > potentials[when[c]][c] ? t : when[c];
      }
      sum += Math.exp(potentials[when[c]][c]);
    }
    double[][] gradient = new double[potentials.length][classes];
    for (int c = 0; c < classes; c++) {
      gradient[when[c]][c] = Math.exp(potentials[when[c]][c]) / sum - (c == label ? 1 : 0);
    }
    return gradient;
  }
}
