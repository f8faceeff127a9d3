package dev.sleipnir.tasks.simulate;

import dev.sleipnir.network.Network;
import java.util.Arrays;

/** What neurons stand for: the class of images to which each has responded most on average. */
final class Labels {
  private final int classes;
  private final int neurons;

  /** Of each class the spikes of all neurons, then the number of its images. */
  private final long[] seen;

  private final int[] labels;

  Labels(int classes, int neurons) {
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

  /** Responses of the neurons to an image of a class. */
  void add(int label, int[] counts) {
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

  /** Gives each neuron its class. */
  void assign() {
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

  /** The class whose neurons respond most on average. */
  int guess(int[] counts) {
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
