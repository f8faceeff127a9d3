package dev.sleipnir.tasks.verify;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.layer.AvgPool2d;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.Dropout;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.MaxPool2d;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.layer.Relu;
import dev.sleipnir.model.neuron.CobaLif;
import dev.sleipnir.model.neuron.Iaf;
import dev.sleipnir.model.neuron.Izhikevich;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.LiBox;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.LifAdEx;
import dev.sleipnir.model.neuron.LifAdExRefrac;
import dev.sleipnir.model.neuron.LifBox;
import dev.sleipnir.model.neuron.LifEx;
import dev.sleipnir.model.neuron.LifRefrac;
import dev.sleipnir.model.neuron.Lsnn;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Modules of PyTorch and Norse, called as there, with ours that do the same. */
final class InteropModules {
  /** Norse's neurons, by what its classes begin with. */
  private static final Map<String, Supplier<Neuron>> NEURONS =
      Map.ofEntries(
          Map.entry("LIF", Lif::new),
          Map.entry("LIFBox", LifBox::new),
          Map.entry("LIFRefrac", LifRefrac::new),
          Map.entry("LIFEx", LifEx::new),
          Map.entry("LIFAdEx", LifAdEx::new),
          Map.entry("LIFAdExRefrac", LifAdExRefrac::new),
          Map.entry("LSNN", Lsnn::new),
          Map.entry("LI", Li::new),
          Map.entry("LIBox", LiBox::new),
          Map.entry("IAF", Iaf::new),
          Map.entry("CobaLIF", CobaLif::new),
          Map.entry("Izhikevich", Izhikevich::new));

  private static final Pattern CELL = Pattern.compile("(\\w+?)(Recurrent)?(Cell)?");

  /** What is said of neurons beside their parameters. */
  private static final Set<String> OF_CELLS =
      Set.of("type", "in", "hidden", "autapses", "dt", "method", "alpha");

  private InteropModules() {}

  /**
   * Makes a module; its weights are to be loaded.
   *
   * @throws UnsupportedCase if there is none of that kind
   * @throws MalformedCase if a number is missing
   */
  static NetworkModule of(JsonNode module) {
    String type = module.path("type").asString("");
    return switch (type) {
      case "Conv2d" -> convolution(module);
      case "Linear" ->
          new Linear(
              new RandomStream(0), integer(module, "in"), integer(module, "out"), bias(module));
      case "MaxPool2d" -> {
        int kernel = integer(module, "kernel");
        yield new MaxPool2d(
            kernel, integer(module, "stride", kernel), integer(module, "padding", 0));
      }
      case "AvgPool2d" -> {
        int kernel = integer(module, "kernel");
        yield new AvgPool2d(
            kernel, integer(module, "stride", kernel), integer(module, "padding", 0));
      }
      case "Flatten" -> new Flatten();
      case "ReLU" -> new Relu();
      case "Dropout" -> new Dropout((float) module.path("p").asDouble(0.5));
      default -> neurons(type, module);
    };
  }

  private static NetworkModule convolution(JsonNode module) {
    int kernel = integer(module, "kernel");
    int out = integer(module, "out");
    if (integer(module, "groups", 1) != 1) {
      throw new UnsupportedCase("Conv2d with groups");
    }
    return new Conv2d(
        Tensor.zeros(out, integer(module, "in"), kernel, kernel),
        bias(module) ? Tensor.zeros(out) : null,
        integer(module, "stride", 1),
        integer(module, "padding", 0),
        integer(module, "dilation", 1));
  }

  private static NetworkModule neurons(String type, JsonNode module) {
    Matcher name = CELL.matcher(type);
    Supplier<Neuron> kind = name.matches() ? NEURONS.get(name.group(1)) : null;
    if (kind == null) {
      throw new UnsupportedCase("module " + type);
    }
    Neuron defaults = kind.get();
    for (String key : module.propertyNames()) {
      if (!OF_CELLS.contains(key) && !defaults.model().parameters().contains(key)) {
        throw new UnsupportedCase(type + " with " + key);
      }
    }
    Neuron neuron = NeuronSettings.of(defaults, module, module.path("dt").asDouble(0.001));
    if (name.group(2) == null) {
      return neuron.cell();
    }
    return neuron.recurrentCell(
        RecurrentWeights.random(
            new RandomStream(0),
            integer(module, "in"),
            integer(module, "hidden"),
            module.path("autapses").asBoolean(false)));
  }

  private static boolean bias(JsonNode module) {
    return module.path("bias").asBoolean(true);
  }

  private static int integer(JsonNode module, String name, int otherwise) {
    return module.has(name) ? integer(module, name) : otherwise;
  }

  private static int integer(JsonNode module, String name) {
    JsonNode value = module.path(name);
    if (value.isArray()) {
      throw new UnsupportedCase(name + " for each axis");
    }
    if (!CaseFile.isWhole(value)) {
      throw new MalformedCase(
          module.path("type") + ": expected an integer " + name + ", got " + value);
    }
    return value.intValue();
  }
}
