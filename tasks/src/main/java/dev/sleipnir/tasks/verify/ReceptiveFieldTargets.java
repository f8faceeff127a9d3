package dev.sleipnir.tasks.verify;

import dev.sleipnir.model.layer.Convolution;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.Window;
import dev.sleipnir.model.math.Shapes;
import dev.sleipnir.model.neuron.LiBox;
import dev.sleipnir.model.receptivefield.GaussianKernels;
import dev.sleipnir.model.receptivefield.SpatialFields;
import dev.sleipnir.model.receptivefield.SpatialReceptiveField2d;
import dev.sleipnir.model.receptivefield.TemporalReceptiveField;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** Receptive fields in space and time. */
final class ReceptiveFieldTargets {
  static final Map<String, TargetRunner> ALL =
      Map.of(
          "receptive_field.covariance_matrix",
          (c, out) ->
              differentiable(
                  c,
                  out,
                  List.of("sigma1", "sigma2", "phi"),
                  List.of(),
                  p -> GaussianKernels.covariance(p.get(0), p.get(1), p.get(2))),
          "receptive_field.gaussian_kernel",
          (c, out) ->
              differentiable(
                  c,
                  out,
                  List.of("x", "y"),
                  List.of("covariance"),
                  p ->
                      GaussianKernels.density(
                          p.get(2), c.integer("size"), c.number("domain"), p.get(0), p.get(1))),
          "receptive_field.derive_kernel",
          (c, out) ->
              differentiable(
                  c,
                  out,
                  List.of("angle"),
                  List.of("kernel"),
                  p -> GaussianKernels.derive(p.get(1), p.get(0))),
          "receptive_field.spatial",
          ReceptiveFieldTargets::spatial,
          "receptive_field.parameters",
          (c, out) ->
              out.value(
                  "/expected/output",
                  SpatialFields.parameters(
                      c.input("scales"),
                      c.input("angles"),
                      c.input("ratios"),
                      c.input("x"),
                      c.input("y"),
                      derivatives(c),
                      c.parameters().path("include_replicas").asBoolean(false))),
          "receptive_field.field_set",
          (c, out) ->
              differentiable(
                  c,
                  out,
                  List.of(),
                  List.of("combinations"),
                  p -> SpatialFields.of(p.get(0), c.integer("size"), c.number("domain"))),
          "receptive_field.spatial_conv2d",
          ReceptiveFieldTargets::convolution,
          "receptive_field.sampled_conv2d",
          ReceptiveFieldTargets::sampled,
          "receptive_field.temporal_scales",
          (c, out) -> out.value("/expected/output", Tensor.of(scales(c), c.integer("n_scales"))),
          "receptive_field.temporal",
          ReceptiveFieldTargets::temporal);

  private ReceptiveFieldTargets() {}

  /** A function of numbers among the parameters and of inputs, with gradients at all of them. */
  private static void differentiable(
      CaseFile c,
      Comparison out,
      List<String> numbers,
      List<String> inputs,
      Function<List<Tensor>, Tensor> function) {
    try (Tape tape = new Tape()) {
      List<Tensor> arguments = new ArrayList<>();
      for (String number : numbers) {
        arguments.add(tape.watch(Tensor.full(c.number(number))));
      }
      for (String input : inputs) {
        arguments.add(tape.watch(c.input(input)));
      }
      Tensor output = function.apply(arguments);
      out.value("/expected/output", output);
      if (!c.has("/vjp")) {
        return;
      }
      tape.backward(output, c.tensor("/vjp/cotangents/output").toTensor());
      for (int n = 0; n < numbers.size(); n++) {
        out.value("/vjp/expected/parameters/" + numbers.get(n), arguments.get(n).gradient());
      }
      for (int i = 0; i < inputs.size(); i++) {
        Tensor gradient = arguments.get(numbers.size() + i).gradient();
        out.value("/vjp/expected/" + inputs.get(i), gradient);
      }
    }
  }

  private static void spatial(CaseFile c, Comparison out) {
    int size = c.integer("size");
    Tensor orders = Tensor.of(new float[] {c.integer("dx"), c.integer("dy")}, 1, 2);
    differentiable(
        c,
        out,
        List.of("scale", "angle", "ratio", "x", "y"),
        List.of(),
        p -> {
          List<Tensor> row = new ArrayList<>();
          p.forEach(number -> row.add(number.reshape(1, 1)));
          row.add(orders);
          return SpatialFields.of(Shapes.concatenate(1, row), size, c.number("domain"))
              .reshape(size, size);
        });
  }

  private static int[][] derivatives(CaseFile c) {
    JsonNode given = c.parameters().path("derivatives");
    if (CaseFile.isWhole(given)) {
      return SpatialFields.derivatives(given.intValue());
    }
    Tensor pairs = ReferenceTensor.of(given, "parameters.derivatives").toTensor();
    if (pairs.rank() != 2 || pairs.dim(1) != 2) {
      throw new MalformedCase("parameters.derivatives: expected a whole number or [n, 2]");
    }
    int[][] of = new int[pairs.dim(0)][2];
    for (int i = 0; i < 2 * of.length; i++) {
      of[i / 2][i % 2] = (int) pairs.toArray()[i];
    }
    return of;
  }

  private static void convolution(CaseFile c, Comparison out) {
    var layer =
        new SpatialReceptiveField2d(
                c.integer("in_channels"), c.integer("size"), c.input("rf_parameters"))
            .domain(c.number("domain"))
            .window(c.integer("stride"), c.integer("padding"));
    out.way("as a layer");
    out.value("/expected/output", layer.forward(c.input("x")));
    out.value("/expected/weights", layer.weights());
    out.way("as functions");
    Window window =
        Window.of(c.integer("size")).stride(c.integer("stride")).padding(c.integer("padding"));
    differentiable(
        c,
        out,
        List.of(),
        List.of("x", "rf_parameters"),
        p -> {
          Tensor fields = SpatialFields.of(p.get(1), c.integer("size"), c.number("domain"));
          return Convolution.apply(
              p.get(0), SpatialFields.kernels(fields, c.integer("in_channels")), window, 1);
        });
  }

  private static void sampled(CaseFile c, Comparison out) {
    Window window = Window.of(c.integer("size")).padding(c.integer("padding"));
    Tensor x = c.input("x");
    differentiable(
        c,
        out,
        List.of(),
        List.of("scales", "angles", "ratios", "rf_x", "rf_y"),
        p -> {
          Tensor table =
              SpatialFields.parameters(
                  p.get(0), p.get(1), p.get(2), p.get(3), p.get(4), derivatives(c), false);
          Tensor fields = SpatialFields.of(table, c.integer("size"), c.number("domain"));
          return Convolution.apply(
              x, SpatialFields.kernels(fields, c.integer("in_channels")), window, 1);
        });
  }

  private static float[] scales(CaseFile c) {
    return TemporalReceptiveField.temporalScales(
        c.integer("n_scales"), c.number("min_scale"), c.number("c"));
  }

  private static void temporal(CaseFile c, Comparison out) {
    JsonNode hint = c.parameters().path("shape_hint");
    int[] sample = new int[hint.size()];
    for (int axis = 0; axis < sample.length; axis++) {
      sample[axis] = hint.get(axis).intValue();
    }
    var layer = new TemporalReceptiveField(new LiBox().dt(c.dt()), scales(c), sample);
    out.value("/expected/time_constants", layer.timeConstants());
    try (Tape tape = new Tape()) {
      Tensor x = tape.watch(c.input("x"));
      Tensor output = Lift.of(layer).forward(x);
      out.series("/expected/output", output);
      if (c.has("/vjp")) {
        tape.backward(output, c.tensor("/vjp/cotangents/output").toTensor());
        out.series("/vjp/expected/x", x.gradient());
      }
    }
  }
}
