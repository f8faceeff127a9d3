package dev.sleipnir.tasks;

import dev.sleipnir.kernels.equation.Equations;
import dev.sleipnir.kernels.equation.Markdown;
import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.equation.Text;
import dev.sleipnir.kernels.graph.NeuronForm;
import dev.sleipnir.kernels.neuron.NeuronModel;
import dev.sleipnir.model.neuron.Families.Family;
import dev.sleipnir.network.Neurons;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** What there is to know of neurons, as Markdown: all of it from their equations. */
final class ModelReference {
  static final String PREAMBLE =
      """
      # Neuron models

      <!-- Generated from the equations: ./sleipnir models --out docs/guide/neuron-models.md -->

      Every neuron that is built in, as its equations have it: this page is generated from the text
      that is compiled. [Neurons](neurons.md) tells what the notation means and how neurons are used.
      Δt is the time step `dt`, 0.001 by default; Θ is 1 above 0, else 0, and is differentiated by the
      surrogate. A line under *In recurrent layers* that begins with `-` is replaced there by those
      with `+`. *Saved* is what a step on a tape keeps for the backward step, with SuperSpike and
      nothing learned, in values of 4 bytes for each neuron and step. The last, from lif_delta on, are
      those of [populations](populations.md).

      """;

  private ModelReference() {}

  /** A section on a model of one's own. */
  static String of(NeuronModel model) {
    return Markdown.of(model.equations())
        + saved(model)
        + OwnText.details(Text.of(model.equations()));
  }

  /** A section on a family. */
  static String section(Family family) {
    NeuronModel model = family.neuron().model();
    String markdown = Markdown.of(model.equations());
    return String.format(
            Locale.ROOT, "## %s\n\n`%s`: %s.\n", family.name(), family.java(), family.description())
        + markdown.substring(markdown.indexOf('\n') + 1)
        + inRecurrentLayers(family)
        + presets(family)
        + saved(model)
        + OwnText.details(Text.of(model.equations()));
  }

  /** A section on a neuron of populations. */
  static String section(Neurons.Kind kind) {
    Equations equations = kind.neuron().equations();
    String markdown = Markdown.of(equations);
    return String.format(
            Locale.ROOT, "## %s\n\n`%s`: %s.\n", kind.name(), kind.java(), kind.description())
        + markdown.substring(markdown.indexOf('\n') + 1)
        + OwnText.details(Text.of(equations));
  }

  private static String inRecurrentLayers(Family family) {
    List<String> given = step(family.neuron().model().equations());
    List<String> recurrent = step(family.recurrentModel().equations());
    var changes = new ArrayList<String>();
    given.stream().filter(line -> !recurrent.contains(line)).forEach(l -> changes.add("- " + l));
    recurrent.stream().filter(line -> !given.contains(line)).forEach(l -> changes.add("+ " + l));
    return changes.isEmpty()
        ? ""
        : "\nIn recurrent layers:\n\n```diff\n" + String.join("\n", changes) + "\n```\n";
  }

  /** Input, step and backward step as lines of text. */
  private static List<String> step(Equations equations) {
    var lines = new ArrayList<String>();
    lines.add("input " + String.join(", ", equations.inputs()));
    equations.step().forEach(line -> lines.add(Text.of(line)));
    equations.adjoint().forEach(line -> lines.add(Text.of(line)));
    return lines;
  }

  private static String presets(Family family) {
    if (family.presets().isEmpty()) {
      return "";
    }
    var table = new StringBuilder("\n| Preset | Parameters |\n| --- | --- |\n");
    family
        .presets()
        .forEach(
            (java, neuron) ->
                table.append(
                    String.format(Locale.ROOT, "| `%s` | `%s` |\n", java, neuron.toString())));
    return table.toString();
  }

  private static String saved(NeuronModel model) {
    List<Boolean> none = Collections.nCopies(model.parameters().size(), false);
    int values = model.compile(new NeuronForm(Surrogate.SUPER, none, none, false)).saved();
    return String.format(Locale.ROOT, "\nSaved: %d.\n", values);
  }
}
