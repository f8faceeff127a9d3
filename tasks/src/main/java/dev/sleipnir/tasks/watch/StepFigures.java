package dev.sleipnir.tasks.watch;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Loss and metric of training steps, a bounded number of points: where there would be more, each
 * stands for the mean of twice as many steps. Adding takes no memory.
 */
final class StepFigures {
  static final int MOST = 2048;

  private final double[] steps = new double[MOST];
  private final double[] losses = new double[MOST];
  private final double[] metrics = new double[MOST];
  private int points;
  private int stride = 1;
  private int inPoint;
  private double loss;
  private double metric;

  synchronized void add(long step, double stepLoss, double stepMetric) {
    loss += stepLoss;
    metric += stepMetric;
    if (++inPoint < stride) {
      return;
    }
    steps[points] = step;
    losses[points] = loss / inPoint;
    metrics[points] = metric / inPoint;
    points++;
    loss = 0;
    metric = 0;
    inPoint = 0;
    if (points == MOST) {
      halve();
    }
  }

  private void halve() {
    for (int p = 0; p < MOST / 2; p++) {
      steps[p] = steps[2 * p + 1];
      losses[p] = (losses[2 * p] + losses[2 * p + 1]) / 2;
      metrics[p] = (metrics[2 * p] + metrics[2 * p + 1]) / 2;
    }
    points = MOST / 2;
    stride *= 2;
  }

  /** A copy: {@code steps}, {@code losses}, {@code metrics}. */
  synchronized Map<String, double[]> copy() {
    Map<String, double[]> copy = new LinkedHashMap<>();
    copy.put("steps", Arrays.copyOf(steps, points));
    copy.put("losses", Arrays.copyOf(losses, points));
    copy.put("metrics", Arrays.copyOf(metrics, points));
    return copy;
  }
}
