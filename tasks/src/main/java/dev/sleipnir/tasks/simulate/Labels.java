package dev.sleipnir.tasks.simulate;

/** What neurons stand for: the class of images to which each has responded most on average. */
final class Labels {
  private final long[][] spikes;
  private final int[] images;
  private final int[] labels;

  Labels(int classes, int neurons) {
    spikes = new long[classes][neurons];
    images = new int[classes];
    labels = new int[neurons];
  }

  /** Responses of the neurons to an image of a class. */
  void add(int label, int[] counts) {
    images[label]++;
    for (int j = 0; j < counts.length; j++) {
      spikes[label][j] += counts[j];
    }
  }

  void add(Labels other) {
    for (int c = 0; c < images.length; c++) {
      images[c] += other.images[c];
      for (int j = 0; j < labels.length; j++) {
        spikes[c][j] += other.spikes[c][j];
      }
    }
  }

  /** Gives each neuron its class. */
  void assign() {
    for (int j = 0; j < labels.length; j++) {
      double most = -1;
      for (int c = 0; c < images.length; c++) {
        double mean = images[c] == 0 ? 0 : (double) spikes[c][j] / images[c];
        if (mean > most) {
          most = mean;
          labels[j] = c;
        }
      }
    }
  }

  /** The class whose neurons respond most on average. */
  int guess(int[] counts) {
    double[] sums = new double[images.length];
    int[] neurons = new int[images.length];
    for (int j = 0; j < counts.length; j++) {
      sums[labels[j]] += counts[j];
      neurons[labels[j]]++;
    }
    int guess = 0;
    double most = -1;
    for (int c = 0; c < sums.length; c++) {
      double mean = neurons[c] == 0 ? 0 : sums[c] / neurons[c];
      if (mean > most) {
        most = mean;
        guess = c;
      }
    }
    return guess;
  }
}
