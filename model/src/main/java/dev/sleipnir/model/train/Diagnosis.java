package dev.sleipnir.model.train;

import java.util.List;
import java.util.Locale;

/**
 * What {@link Diagnose} found: numbers for each layer and parameter, and what is wrong, in words.
 * {@link #toString} is a report to read.
 *
 * @param samples samples in the run
 * @param steps time steps of the run
 * @param layers what each module did, in order
 * @param gradients the gradients of all parameters; none if there was no finite loss
 * @param warnings what keeps the network from learning, with hints; none if nothing was found
 */
public record Diagnosis(
    int samples,
    int steps,
    List<LayerActivity> layers,
    List<ParameterGradient> gradients,
    List<String> warnings) {
  /** Copies the lists. */
  public Diagnosis {
    layers = List.copyOf(layers);
    gradients = List.copyOf(gradients);
    warnings = List.copyOf(warnings);
  }

  /**
   * The report: a table of layers, a table of gradients, and the warnings.
   *
   * @return several lines
   */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    int width = placeWidth();
    text.append(String.format(Locale.ROOT, "Activity of %d samples in %d steps%n", samples, steps));
    text.append(
        row(
            width,
            "layer",
            "spikes/neuron/step",
            "silent",
            "saturated",
            "lowest",
            "highest",
            "v_th",
            ""));
    for (LayerActivity layer : layers) {
      text.append(
          row(
              width,
              layer.place(),
              layer.spiking() ? number(layer.rate()) : "-",
              layer.spiking() ? percent(layer.silent()) : "-",
              layer.spiking() ? percent(layer.saturated()) : "-",
              number(layer.lowest()),
              number(layer.highest()),
              Double.isNaN(layer.threshold()) ? "-" : number(layer.threshold()),
              layer.module()));
    }
    if (!gradients.isEmpty()) {
      text.append(String.format(Locale.ROOT, "%nGradients%n"));
      text.append(gradientRow(width, "layer", "parameter", "norm", "of values", ""));
      for (ParameterGradient gradient : gradients) {
        text.append(
            gradientRow(
                width,
                gradient.layer(),
                String.valueOf(gradient.index()),
                number(gradient.norm()),
                number(gradient.valueNorm()),
                gradient.parameter()));
      }
    }
    text.append(System.lineSeparator());
    if (warnings.isEmpty()) {
      text.append("Nothing found that keeps the network from learning.");
    } else {
      text.append(String.join(System.lineSeparator(), warnings));
    }
    return text.toString();
  }

  /** Of the column of places, which are long in networks of blocks. */
  private int placeWidth() {
    int width = 9;
    for (LayerActivity layer : layers) {
      width = Math.max(width, layer.place().length());
    }
    for (ParameterGradient gradient : gradients) {
      width = Math.max(width, gradient.layer().length());
    }
    return width;
  }

  private static String row(
      int width,
      String place,
      String rate,
      String silent,
      String saturated,
      String lowest,
      String highest,
      String threshold,
      String module) {
    return line(
        String.format(
            Locale.ROOT,
            "%s %18s %8s %9s %11s %11s %8s  %s",
            padded(place, width),
            rate,
            silent,
            saturated,
            lowest,
            highest,
            threshold,
            module));
  }

  private static String gradientRow(
      int width, String layer, String index, String norm, String values, String parameter) {
    return line(
        String.format(
            Locale.ROOT,
            "%s %9s %13s %13s  %s",
            padded(layer, width),
            index,
            norm,
            values,
            parameter));
  }

  private static String padded(String place, int width) {
    return place + " ".repeat(width - place.length());
  }

  private static String line(String text) {
    return text.stripTrailing() + System.lineSeparator();
  }

  /** A number in four digits. */
  static String number(double value) {
    double size = Math.abs(value);
    if (value == 0 || (size >= 1e-3 && size < 1e5)) {
      return String.format(Locale.ROOT, "%.4g", value);
    }
    return Double.isFinite(value)
        ? String.format(Locale.ROOT, "%.1e", value)
        : String.valueOf(value);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }
}
