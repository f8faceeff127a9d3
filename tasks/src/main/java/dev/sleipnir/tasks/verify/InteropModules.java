package dev.sleipnir.tasks.verify;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.layer.AvgPool2d;
import dev.sleipnir.model.layer.BatchNorm1d;
import dev.sleipnir.model.layer.BatchNorm2d;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.Dropout;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.MaxPool2d;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.layer.Relu;
import dev.sleipnir.model.layer.Window;
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

  private static final RandomStream ANY = new RandomStream(0); // weights are loaded
  private static final double MOMENTUM = 0.1; // of training alone

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
      case "Linear" -> new Linear(ANY, integer(module, "in"), integer(module, "out"), bias(module));
      case "BatchNorm1d" -> {
        requireEvaluation(module);
        yield new BatchNorm1d(
            integer(module, "channels"), epsilon(module), MOMENTUM, affine(module));
      }
      case "BatchNorm2d" -> {
        requireEvaluation(module);
        yield new BatchNorm2d(
            integer(module, "channels"), epsilon(module), MOMENTUM, affine(module));
      }
      case "MaxPool2d" -> new MaxPool2d(window(module, "kernel"));
      case "AvgPool2d" -> new AvgPool2d(window(module, "kernel"));
      case "Flatten" -> new Flatten();
      case "ReLU" -> new Relu();
      case "Dropout" -> new Dropout((float) module.path("p").asDouble(0.5));
      default -> neurons(type, module);
    };
  }

  private static NetworkModule convolution(JsonNode module) {
    return new Conv2d(
        ANY,
        integer(module, "in"),
        integer(module, "out"),
        window(module, "1"),
        integer(module, "groups", 1),
        bias(module));
  }

  /** Windows of a convolution or a pooling; PyTorch's own strides differ between the two. */
  private static Window window(JsonNode module, String stride) {
    int[] kernel = pair(module, "kernel", "");
    int[] strides = pair(module, "stride", stride);
    int[] dilation = pair(module, "dilation", "1");
    Window window =
        Window.of(kernel[0], kernel[1])
            .stride(strides[0], strides[1])
            .dilation(dilation[0], dilation[1]);
    if (module.path("padding").asString("").equals("same")) {
      return window.same();
    }
    int[] padding = pair(module, "padding", "0");
    return window.padding(padding[0], padding[1]);
  }

  /**
   * A number for rows and for columns, or one for both.
   *
   * @param otherwise a number or the name of another key, if there is none; empty if there has to
   *     be
   */
  private static int[] pair(JsonNode module, String name, String otherwise) {
    JsonNode value = module.path(name);
    if (value.isMissingNode() && !otherwise.isEmpty()) {
      return Character.isDigit(otherwise.charAt(0))
          ? new int[] {Integer.parseInt(otherwise), Integer.parseInt(otherwise)}
          : pair(module, otherwise, "");
    }
    if (value.size() == 2 && CaseFile.isWhole(value.get(0)) && CaseFile.isWhole(value.get(1))) {
      return new int[] {value.get(0).intValue(), value.get(1).intValue()};
    }
    int both = integer(module, name);
    return new int[] {both, both};
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
            ANY,
            integer(module, "in"),
            integer(module, "hidden"),
            module.path("autapses").asBoolean(false)));
  }

  private static void requireEvaluation(JsonNode module) {
    String mode = module.path("mode").asString("evaluation");
    if (!mode.equals("evaluation")) {
      throw new UnsupportedCase("batch normalisation in " + mode);
    }
  }

  private static double epsilon(JsonNode module) {
    return module.path("eps").asDouble(1e-5);
  }

  private static boolean affine(JsonNode module) {
    return module.path("affine").asBoolean(true);
  }

  private static boolean bias(JsonNode module) {
    return module.path("bias").asBoolean(true);
  }

  private static int integer(JsonNode module, String name, int otherwise) {
    return module.has(name) ? integer(module, name) : otherwise;
  }

  private static int integer(JsonNode module, String name) {
    JsonNode value = module.path(name);
    if (!CaseFile.isWhole(value)) {
      throw new MalformedCase(
          module.path("type") + ": expected an integer " + name + ", got " + value);
    }
    return value.intValue();
  }
}
