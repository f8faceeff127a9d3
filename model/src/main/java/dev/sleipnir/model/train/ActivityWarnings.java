package dev.sleipnir.model.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is wrong with the activity of layers, in words, and what to do about it. */
final class ActivityWarnings {
  /** Share of neurons that never fire above which a layer is mentioned. */
  private static final double MOSTLY_SILENT = 0.95;

  /** Share of neurons that fire in nearly every step above which a layer is mentioned. */
  private static final double MOSTLY_SATURATED = 0.5;

  /** Spikes for each neuron and step from which on it matters that they get more. */
  private static final double OFTEN = 0.3;

  private ActivityWarnings() {}

  static List<String> of(List<LayerActivity> layers) {
    List<String> found = new ArrayList<>();
    List<String> withoutInput = new ArrayList<>();
    for (LayerActivity layer : layers) {
      String name = "Layer " + layer.place() + ", " + layer.module() + ",";
      if (layer.place().isEmpty()) {
        name = "The network, " + layer.module() + ",";
      }
      if (layer.firstNonFinite() > 0) {
        found.add(
            name
                + " is the first with NaN or infinity, from step "
                + layer.firstNonFinite()
                + " on: a potential that is NaN never fires.");
        // What is behind it has it from there.
        return found;
      }
      if (!layer.spiking()) {
        continue;
      }
      if (layer.rate() == 0 && layer.lowest() == 0 && layer.highest() == 0) {
        withoutInput.add(layer.place());
      } else if (layer.rate() == 0) {
        found.add(
            name
                + " never fires: none of its "
                + layer.neurons()
                + " neurons in any sample or step; potentials "
                + range(layer)
                + ". Layers behind it get nothing. Lower the threshold v_th, make the weights"
                + " before it larger ("
                + gain(layer)
                + "), or give it more input.");
      } else if (layer.silent() >= MOSTLY_SILENT) {
        found.add(
            name
                + String.format(
                    Locale.ROOT,
                    " is nearly silent: %.1f %% of its %d neurons never fire; potentials %s. Lower the",
                    100 * layer.silent(),
                    layer.neurons(),
                    range(layer))
                + " threshold v_th or make the weights before it larger.");
      } else if (layer.rate() >= 1) {
        found.add(
            name
                + " fires always: every neuron in every step, so that it says nothing. Raise the"
                + " threshold v_th or make the weights before it smaller.");
      } else if (layer.saturated() >= MOSTLY_SATURATED) {
        found.add(
            name
                + String.format(
                    Locale.ROOT,
                    " is saturated: %.1f %% of its %d neurons fire in nine of ten steps or more.",
                    100 * layer.saturated(),
                    layer.neurons())
                + " Raise the threshold v_th, make the weights before it smaller, or add a cost of"
                + " spikes to the loss (RegularizationCell.ofSpikes()).");
      } else if (layer.later() >= OFTEN && layer.later() >= 2 * layer.earlier()) {
        found.add(
            name
                + " fires more and more: "
                + Diagnosis.number(layer.earlier())
                + " spikes for each neuron and step in the second quarter of the run, "
                + Diagnosis.number(layer.later())
                + " in the last. Make recurrent weights smaller, or take neurons that tire (Lsnn,"
                + " LifAdEx) or pause (LifRefrac).");
      }
    }
    if (!withoutInput.isEmpty()) {
      found.add(
          (withoutInput.size() == 1 ? "Layer " : "Layers ")
              + String.join(", ", withoutInput)
              + " got nothing at all and never fired: look at what is before first.");
    }
    return found;
  }

  private static String range(LayerActivity layer) {
    String range =
        "from " + Diagnosis.number(layer.lowest()) + " to " + Diagnosis.number(layer.highest());
    return Double.isNaN(layer.threshold())
        ? range
        : range + ", the threshold is " + Diagnosis.number(layer.threshold());
  }

  private static String gain(LayerActivity layer) {
    return layer.highest() > 0 && layer.threshold() > layer.highest()
        ? String.format(
            Locale.ROOT,
            "by more than %s times",
            Diagnosis.number(layer.threshold() / layer.highest()))
        : "and of both signs";
  }
}
