package dev.sleipnir.model.train;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with the gradients of parameters, in words, and what to do about it. */
final class GradientWarnings {
  /** A gradient is said to vanish below this share of the largest one. */
  private static final double VANISHING = 1e-6;

  /** A gradient of at least this norm is said to explode. */
  private static final double EXPLODING = 1e6;

  private GradientWarnings() {}

  static List<String> of(List<ParameterGradient> gradients) {
    double largest = 0;
    for (ParameterGradient gradient : gradients) {
      if (Double.isFinite(gradient.norm())) {
        largest = Math.max(largest, gradient.norm());
      }
    }
    List<String> infinite = new ArrayList<>();
    List<String> none = new ArrayList<>();
    List<String> vanishing = new ArrayList<>();
    List<String> exploding = new ArrayList<>();
    for (ParameterGradient gradient : gradients) {
      String name = gradient.index() + " (" + gradient.parameter() + ")";
      if (!Double.isFinite(gradient.norm())) {
        infinite.add(name);
      } else if (gradient.norm() == 0) {
        none.add(name);
      } else if (gradient.norm() >= EXPLODING) {
        exploding.add(name + " with a norm of " + Diagnosis.number(gradient.norm()));
      } else if (gradient.norm() < VANISHING * largest) {
        vanishing.add(name + " with a norm of " + Diagnosis.number(gradient.norm()));
      }
    }
    List<String> found = new ArrayList<>();
    if (!infinite.isEmpty()) {
      found.add(
          "The gradient is not finite at parameter "
              + String.join(", ", infinite)
              + ": lower the learning rate, or look for NaN before it.");
    }
    if (!exploding.isEmpty()) {
      found.add(
          "The gradient explodes at parameter "
              + String.join(", ", exploding)
              + ". Clip it (Trainer.clipNorm, GradientClipping), take a narrower surrogate (a larger"
              + " alpha), fewer steps (Lift.truncateEvery) or smaller recurrent weights.");
    }
    if (!none.isEmpty()) {
      found.add(
          "No gradient reaches parameter "
              + String.join(", ", none)
              + ": the layer before it is silent, the surrogate's window is too narrow, or nothing"
              + " of the loss depends on it.");
    }
    if (!vanishing.isEmpty()) {
      found.add(
          "The gradient vanishes at parameter "
              + String.join(", ", vanishing)
              + ", where the largest is "
              + Diagnosis.number(largest)
              + ". A wider surrogate (a smaller alpha, or Surrogate.ARCTAN), a lower threshold or"
              + " larger weights let more through.");
    }
    return found;
  }
}
