package dev.sleipnir.model.online;

import dev.sleipnir.model.tensor.Parameter;

/**
 * Back-propagation through time of one sample in double precision, no gradient through reset and
 * recurrent spikes: what e-prop should give.
 */
final class EpropReference {
  final boolean[][] spikes;
  final double[][] readout;
  final double[] input;
  final double[] recurrent;
  final double[] output;
  final double[] bias;

  EpropReference(
      EpropNeuron neuron,
      Parameter wIn,
      Parameter wRec,
      Parameter wOut,
      Parameter b,
      Parameter feedback,
      float[][] x,
      double[][] targets) {
    int steps = x.length;
    int inputs = wIn.shape()[1];
    int hidden = wIn.shape()[0];
    int outputs = wOut.shape()[0];
    double alpha = Math.exp(-neuron.dt() / neuron.tauMem());
    double rho = Math.exp(-neuron.dt() / neuron.tauAdapt());
    double kappa = Math.exp(-neuron.dt() / neuron.tauOut());
    double th = neuron.threshold();
    double beta = neuron.beta();
    double[][] psi = new double[steps][hidden];
    spikes = new boolean[steps][hidden];
    readout = new double[steps][outputs];
    double[] v = new double[hidden];
    double[] a = new double[hidden];
    for (int t = 0; t < steps; t++) {
      for (int j = 0; j < hidden; j++) {
        double current = 0;
        for (int i = 0; i < inputs; i++) {
          current += wIn.data()[j * inputs + i] * x[t][i];
        }
        for (int i = 0; t > 0 && i < hidden; i++) {
          current += spikes[t - 1][i] ? wRec.data()[j * hidden + i] : 0;
        }
        double before = t > 0 && spikes[t - 1][j] ? 1 : 0;
        v[j] = alpha * v[j] + current - th * before;
        a[j] = rho * a[j] + before;
        double scaled = (v[j] - th - beta * a[j]) / th;
        spikes[t][j] = scaled > 0;
        psi[t][j] = neuron.alpha() / th * Math.max(0, 1 - Math.abs(scaled));
      }
      for (int k = 0; k < outputs; k++) {
        readout[t][k] = b.data()[k] + (t > 0 ? kappa * readout[t - 1][k] : 0);
        for (int j = 0; j < hidden; j++) {
          readout[t][k] += spikes[t][j] ? wOut.data()[k * hidden + j] : 0;
        }
      }
    }
    input = new double[hidden * inputs];
    recurrent = new double[hidden * hidden];
    output = new double[outputs * hidden];
    bias = new double[outputs];
    double[] gy = new double[outputs];
    double[] gv = new double[hidden];
    double[] ga = new double[hidden];
    for (int t = steps - 1; t >= 0; t--) {
      for (int k = 0; k < outputs; k++) {
        gy[k] = readout[t][k] - targets[t][k] + kappa * gy[k];
        bias[k] += gy[k];
        for (int j = 0; j < hidden; j++) {
          output[k * hidden + j] += spikes[t][j] ? gy[k] : 0;
        }
      }
      for (int j = 0; j < hidden; j++) {
        double gz = ga[j];
        for (int k = 0; k < outputs; k++) {
          gz += feedback.data()[k * hidden + j] * gy[k];
        }
        ga[j] = rho * ga[j] - beta * psi[t][j] * gz;
        gv[j] = alpha * gv[j] + psi[t][j] * gz;
        for (int i = 0; i < inputs; i++) {
          input[j * inputs + i] += gv[j] * x[t][i];
        }
        for (int i = 0; i < hidden; i++) {
          recurrent[j * hidden + i] += t > 0 && i != j && spikes[t - 1][i] ? gv[j] : 0;
        }
      }
    }
  }
}
