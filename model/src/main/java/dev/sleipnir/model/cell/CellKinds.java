package dev.sleipnir.model.cell;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.equation.Text;
import dev.sleipnir.kernels.neuron.NeuronModel;
import dev.sleipnir.model.layer.Connection;
import dev.sleipnir.model.layer.Description;
import dev.sleipnir.model.layer.ModuleKinds;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** How cells are kept in files: neurons by the text of their equations. */
public final class CellKinds {
  private static final String NEURONS = "NeuronCell";
  private static final String VALUE = "value ";
  private static final String LEARNED = "learned ";
  private static final String RANGE = "range ";

  private CellKinds() {}

  /**
   * Other kinds and those of this package. Equations that are read more than once are compiled
   * once.
   *
   * @param others the other kinds
   * @return all of them
   */
  public static ModuleKinds with(ModuleKinds others) {
    Map<String, NeuronModel> models = new ConcurrentHashMap<>();
    return others
        .with(NEURONS, d -> neurons(d, models))
        .with(
            "RecurrentWeights",
            d -> new RecurrentWeights(d.tensor("input"), d.tensor("recurrent"), d.flag("autapses")))
        .with(
            "RecurrentCell",
            d ->
                new RecurrentCell(
                    d.part("neurons", NeuronCell.class),
                    d.part("weights", RecurrentWeights.class),
                    d.tensorOrNull("coupling")))
        .with(
            "ConnectedCell",
            d ->
                d.part("neurons", NeuronCell.class)
                    .behind(d.parts("connections", Connection.class).toArray(Connection[]::new)));
  }

  /** What neurons are made of. */
  static Description describe(NeuronCell cell, @Nullable Parameter coupling) {
    CellSettings settings = cell.settings();
    Description d =
        new Description(NEURONS)
            .text("equations", Text.of(cell.model().equations()))
            .text("surrogate", settings.surrogate().toString())
            .number("alpha", settings.alpha())
            .number("dt", settings.dt())
            .flag("adjoint", settings.adjoint())
            .number("window", settings.window())
            .text("name", settings.text())
            .parameter("coupling", coupling);
    Long seed = settings.seed();
    if (seed != null) {
      d.text("seed", Long.toString(seed));
    }
    new TreeMap<>(settings.values())
        .forEach(
            (name, value) -> {
              switch (value) {
                case ParameterValue.Uniform n -> d.number(VALUE + name, n.value());
                case ParameterValue.PerNeuron p -> d.tensor(VALUE + name, p.values());
              }
            });
    for (Parameter parameter : cell.parameterSet().learned()) {
      d.parameter(LEARNED + parameter.name(), parameter);
    }
    new TreeMap<>(settings.learned())
        .forEach(
            (name, range) -> {
              d.number(RANGE + name + " least", range.least());
              d.number(RANGE + name + " most", range.most());
            });
    return d;
  }

  private static NeuronCell neurons(Description d, Map<String, NeuronModel> models) {
    NeuronModel model = models.computeIfAbsent(d.text("equations"), NeuronModel::parse);
    Map<String, ParameterValue> values = new HashMap<>();
    Map<String, Range> learned = new HashMap<>();
    for (String name : model.parameters()) {
      if (d.has(VALUE + name)) {
        values.put(name, value(d, VALUE + name));
      }
      if (d.has(LEARNED + name)) {
        String range = RANGE + name;
        learned.put(name, new Range(d.number(range + " least"), d.number(range + " most")));
      }
    }
    CellSettings settings =
        new CellSettings(
            values,
            learned,
            Surrogate.named(d.text("surrogate")),
            (float) d.number("alpha"),
            d.number("dt"),
            d.flag("adjoint"),
            d.number("window"),
            d.has("seed") ? Long.valueOf(d.text("seed")) : null,
            d.text("name"));
    requireSettings(settings);
    NeuronCell cell = new NeuronCell(settings, model, d.tensorOrNull("coupling"));
    List<float[]> now = new ArrayList<>();
    for (Parameter parameter : cell.parameterSet().learned()) {
      Tensor value = d.tensor(LEARNED + parameter.name());
      now.add(value.toArray());
    }
    Parameter.setAll(cell.parameterSet().learned(), now, "a model file");
    return cell;
  }

  /** What the methods that set these check. */
  private static void requireSettings(CellSettings settings) {
    settings.surrogate().requireAlpha(settings.alpha());
    if (!(settings.dt() > 0) || !(settings.window() > 0)) {
      throw new IllegalArgumentException(
          "neurons: expected a time step and a window > 0, got "
              + settings.dt()
              + " and "
              + settings.window());
    }
  }

  private static ParameterValue value(Description d, String name) {
    Tensor perNeuron = d.isTensor(name) ? d.tensor(name) : null;
    return perNeuron == null
        ? new ParameterValue.Uniform(d.number(name))
        : new ParameterValue.PerNeuron(perNeuron);
  }
}
