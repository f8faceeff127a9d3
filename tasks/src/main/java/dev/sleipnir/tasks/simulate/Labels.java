package dev.sleipnir.tasks.simulate;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.network.Network;
import java.util.Arrays;

/** What neurons stand for: the class of images to which each has responded most on average. */
public final class Labels {
  private final int classes;
  private final int neurons;

  /** Of each class the spikes of all neurons, then the number of its images. */
  private final long[] seen;

  private final int[] labels;

  /**
   * Neurons that have seen nothing.
   *
   * @param classes how many classes there are
   * @param neurons how many neurons
   * @throws IllegalArgumentException if there is none
   */
  public Labels(int classes, int neurons) {
    Require.positive("classes", classes);
    Require.positive("neurons", neurons);
    this.classes = classes;
    this.neurons = neurons;
    seen = new long[classes * (neurons + 1)];
    labels = new int[neurons];
  }

  /**
   * What neurons respond to is in snapshots of the network; what they stand for follows from it.
   */
  void carry(Network net, String name) {
    net.carry(name, seen);
  }

  /**
   * Responses of the neurons to an image of a class.
   *
   * @param label the class
   * @param counts the spikes of each neuron
   * @throws IllegalArgumentException if there is no such class, or are more or fewer neurons
   */
  public void add(int label, int[] counts) {
    if (label < 0 || label >= classes) {
      throw new IllegalArgumentException(
          "label: expected 0 to " + (classes - 1) + ", got " + label);
    }
    Require.length("counts", neurons, "one for each neuron", counts.length);
    int at = label * (neurons + 1);
    for (int count : counts) {
      seen[at++] += count;
    }
    seen[at]++;
  }

  void add(Labels other) {
    for (int k = 0; k < seen.length; k++) {
      seen[k] += other.seen[k];
    }
  }

  /** Has seen what another has, which forgets it. */
  void take(Labels other) {
    System.arraycopy(other.seen, 0, seen, 0, seen.length);
    Arrays.fill(other.seen, 0);
    assign();
  }

  /** Gives each neuron the class to which it has responded most on average. */
  public void assign() {
    for (int j = 0; j < neurons; j++) {
      double most = -1;
      for (int c = 0; c < classes; c++) {
        long images = seen[c * (neurons + 1) + neurons];
        double mean = images == 0 ? 0 : (double) seen[c * (neurons + 1) + j] / images;
        if (mean > most) {
          most = mean;
          labels[j] = c;
        }
      }
    }
  }

  /**
   * What an image shows.
   *
   * @param counts the spikes of each neuron
   * @return the class whose neurons respond most on average
   */
  public int guess(int[] counts) {
    double[] sums = new double[classes];
    int[] members = new int[classes];
    for (int j = 0; j < counts.length; j++) {
      sums[labels[j]] += counts[j];
      members[labels[j]]++;
    }
    int guess = 0;
    double most = -1;
    for (int c = 0; c < sums.length; c++) {
      double mean = members[c] == 0 ? 0 : sums[c] / members[c];
      if (mean > most) {
        most = mean;
        guess = c;
      }
    }
    return guess;
  }
}
