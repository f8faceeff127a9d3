package dev.sleipnir.model.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.data.Strokes;
import dev.sleipnir.model.encode.ConstantCurrentLifEncoder;
import dev.sleipnir.model.encode.PoissonEncoder;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Sizes and indices that are none: what was expected and what came, never the JDK's words. */
class SizesTest {
  private static void refused(String message, Executable call) {
    RuntimeException e = assertThrows(RuntimeException.class, call);
    assertEquals(message, e.getMessage());
  }

  @Test
  void layersWithoutInputsOrOutputsAreRefused() {
    refused("inputs: expected at least 1, got 0", () -> new Linear(0, 3));
    refused("outputs: expected at least 1, got 0", () -> new Linear(3, 0));
    refused(
        "inputs: expected at least 1, got 0", () -> Linear.readout(new RandomStream(1, 0), 0, 3));
    refused("shape: expected sizes >= 0, got [3, -1]", () -> new Linear(-1, 3));
    refused("inChannels: expected at least 1, got 0", () -> new Conv2d(0, 1, 1));
    refused("outChannels: expected at least 1, got 0", () -> new Conv2d(1, 0, 1));
    refused("kernel: expected at least 1, got 0", () -> new Conv2d(1, 1, 0));
    refused("kernel: expected at least 1, got 0", () -> new MaxPool2d(0));
    refused("kernel: expected at least 1, got 0", () -> new AvgPool2d(0));
    refused(
        "input weights: expected at least one neuron and one input, got shape [2, 0]",
        () -> new Lif().recurrentCell(0, 2));
    refused("weight: expected a tensor, got null", () -> new Linear(nothing(), null));
    refused(
        "fedBack: expected one of the 0 modules, 0 to -1, got 0", () -> new RecurrentSequential());
    refused(
        "fedBack: expected one of the 1 modules, 0 to 0, got 7",
        () -> new RecurrentSequential(7, new Relu()));
  }

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T nothing() {
    return null;
  }

  @Test
  void tensorsNameTheShapeThatWasAskedFor() {
    refused("shape: expected sizes >= 0, got [-1]", () -> Tensor.zeros(-1));
    refused(
        "shape: expected at most 2147483639 values, got [70000, 70000]",
        () -> Tensor.zeros(70000, 70000));
    refused(
        "shape: expected at most 2147483639 values, got [2147483647]",
        () -> Tensor.zeros(Integer.MAX_VALUE));
    Tensor tensor = Tensor.zeros(2, 3);
    assertEquals(3, tensor.dim(-1));
    refused("dim: expected one of the 2 axes of [2, 3], got 7", () -> tensor.dim(7));
    refused("dim: expected one of the 2 axes of [2, 3], got -3", () -> tensor.dim(-3));
    refused("dim: expected one of the 0 axes of [], got 0", () -> Tensor.zeros().dim(0));
    refused(
        "concatenate: expected tensors with the same axes, at least one, got shapes [2, 3] and []",
        () -> Tensor.concatenate(List.of(tensor, Tensor.zeros())));
    refused(
        "column: expected 0 to 1, got 2",
        () -> NeuronState.zeros(List.of("v", "i"), 2, 3).column(2));
  }

  @Test
  void encodersAndImagesToo() {
    int most = Integer.MAX_VALUE;
    String tooMany = "shape: expected at most 2147483639 values, got [2147483647, 4, 4]";
    Tensor values = Tensor.zeros(4, 4);
    refused(tooMany, () -> new ConstantCurrentLifEncoder(most).encode(values));
    refused(tooMany, () -> new PoissonEncoder(most).encode(values, new RandomStream(1, 0)));
    refused(
        "values: expected [batch, ...], got shape []",
        () -> new ConstantCurrentLifEncoder(2).encode(Tensor.zeros()));
    var images = Strokes.generate(1, 5);
    refused("index: expected one of 5 images from 0 on, got 9", () -> images.label(9));
    refused(
        "target: expected room for 784 floats from offset 1 on, got 784 in all",
        () -> images.copyTo(0, new float[784], 1, 1, 0));
  }
}
