package dev.sleipnir.tasks.simulate;
import dev.sleipnir.model.data.*;
import dev.sleipnir.kernels.parallel.*;
import java.nio.file.*;
public class DcTry {
  public static void main(String[] a) throws Exception {
    int n = Integer.parseInt(a[0]); int neurons = Integer.parseInt(a[1]); double eta = Double.parseDouble(a[2]); double target = Double.parseDouble(a[3]);
    int test = Integer.parseInt(a[4]);
    var data = new ImageDatasets();
    var train = data.load(ImageDataset.MNIST, Split.TRAIN, Path.of("/work/shared/data"));
    var tests = data.load(ImageDataset.MNIST, Split.TEST, Path.of("/work/shared/data"));
    var net = new DiehlCook(784, neurons, 1, eta, target, Parallel.of(1));
    float[] image = new float[784];
    int[] counts = new int[neurons];
    double[][] response = new double[10][neurons]; int[] seen = new int[10];
    long t0 = System.nanoTime(); int right = 0; long spikes = 0; int active=0;
    for (int k = 0; k < n; k++) {
      train.copyTo(k, image, 0, 1, 0);
      net.show(image, counts);
      int label = train.label(k);
      int guess = guess(response, seen, counts);
      if (guess == label) right++;
      for (int j = 0; j < neurons; j++) { response[label][j] += counts[j]; spikes += counts[j]; if (counts[j] > 0) active++; }
      seen[label]++;
      if ((k + 1) % 1000 == 0) {
        double m = 0; for (float t : net.theta()) m += t / neurons;
        System.out.printf("%d: running %.3f, spikes/image %.1f, active %.1f, theta %.2f, %.2f ms/image%n", k + 1, right / 1000.0, spikes / 1000.0, active/1000.0, m, (System.nanoTime() - t0) * 1e-6 / (k + 1));
        right = 0; spikes = 0; active=0;
        for (double[] r : response) for (int j = 0; j < neurons; j++) r[j] *= 0.7;
        for (int c = 0; c < 10; c++) seen[c] = (int) (seen[c]*0.7);
      }
    }
    net.freeze();
    right = 0;
    int label0 = Math.min(n, 3000);
    for (double[] r : response) java.util.Arrays.fill(r, 0); java.util.Arrays.fill(seen, 0);
    for (int k = n - label0; k < n; k++) { train.copyTo(k, image, 0, 1, 0); net.show(image, counts); int label = train.label(k);
      for (int j = 0; j < neurons; j++) response[label][j] += counts[j]; seen[label]++; }
    for (int k = 0; k < test; k++) { tests.copyTo(k, image, 0, 1, 0); net.show(image, counts); if (guess(response, seen, counts) == tests.label(k)) right++; }
    System.out.printf("test %.4f  eta %s target %s %.1f s%n", right / (double) test, eta, target, (System.nanoTime() - t0) * 1e-9);
  }
  static int guess(double[][] response, int[] seen, int[] counts) {
    double[] sum = new double[10]; int[] of = new int[10];
    for (int j = 0; j < counts.length; j++) {
      int best = 0; double most = -1;
      for (int c = 0; c < 10; c++) { double r = seen[c] == 0 ? 0 : response[c][j] / seen[c]; if (r > most) { most = r; best = c; } }
      sum[best] += counts[j]; of[best]++;
    }
    int guess = 0; double top = -1;
    for (int c = 0; c < 10; c++) { double v = of[c] == 0 ? 0 : sum[c] / of[c]; if (v > top) { top = v; guess = c; } }
    return guess;
  }
}
