package dev.sleipnir.model.session;

import dev.sleipnir.kernels.conv.ConvShape;
import dev.sleipnir.kernels.pool.PoolShape;
import dev.sleipnir.model.cell.NeuronCell;
import dev.sleipnir.model.cell.RecurrentCell;
import dev.sleipnir.model.layer.AvgPool2d;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.Dropout;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.MaxPool2d;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.layer.Relu;
import dev.sleipnir.model.layer.Scale;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.tensor.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Lays the stages of a model out, one after the other, with the arrays between them. */
final class Plan {
  private final Scope scope;
  private final List<Stage> stages = new ArrayList<>();
  private Values last;

  /**
   * A plan without stages.
   *
   * @param input what the first stage reads
   * @param scope threads and scratch, open while the plan is made
   */
  Plan(Values input, Scope scope) {
    last = input;
    this.scope = scope;
  }

  /** What the last stage writes. */
  Values last() {
    return last;
  }

  Stage[] stages() {
    return stages.toArray(Stage[]::new);
  }

  /**
   * Adds what a module does.
   *
   * @throws IllegalArgumentException if sessions do not know the module or its input does not fit
   */
  void add(NetworkModule module) {
    switch (module) {
      case SequentialState sequence -> sequence.modules().forEach(this::add);
      case Linear layer -> linear(layer);
      case Conv2d layer -> convolution(layer);
      case MaxPool2d layer -> {
        images(layer);
        pool(sized(layer, () -> layer.shape(last.dim(1), last.dim(2), last.dim(3))), true);
      }
      case AvgPool2d layer -> {
        images(layer);
        pool(sized(layer, () -> layer.shape(last.dim(1), last.dim(2), last.dim(3))), false);
      }
      case Flatten _ -> flatten();
      case Scale layer -> stages.add(new ScaleStage(layer.factor(), last));
      case Relu _ -> stages.add(new ReluStage(last));
      case Dropout _ -> {} // in inference it does nothing
      case NeuronCell cell -> stages.add(new NeuronStage(cell, last, scope));
      case RecurrentCell cell -> recurrent(cell);
      default ->
          throw new IllegalArgumentException(
              "session: expected SequentialState, Linear, Conv2d, MaxPool2d, AvgPool2d, Flatten,"
                  + " Scale, Relu, Dropout, neuron cells or recurrent cells, got "
                  + module);
    }
  }

  /** Brings images into the order that users know. */
  void rowMajor() {
    order(false);
  }

  private void linear(Linear layer) {
    int[] shape = layer.weight().shape();
    require(layer, 2, 1, shape[1], "[batch, " + shape[1] + "]");
    Values out = Values.of(false, last.dim(0), shape[0]);
    stages.add(new LinearStage(layer, last, out, scope));
    last = out;
  }

  private void recurrent(RecurrentCell cell) {
    int[] shape = cell.weights().input().shape();
    require(cell, 2, 1, shape[1], "[batch, " + shape[1] + "]");
    Values out = Values.of(false, last.dim(0), shape[0]);
    stages.add(new RecurrentStage(cell, last, out, scope));
    last = out;
  }

  private void convolution(Conv2d layer) {
    int channels = layer.weight().shape()[1];
    require(layer, 4, 1, channels, "[batch, " + channels + ", height, width]");
    order(true);
    ConvShape shape = sized(layer, () -> layer.shape(last.dim(2), last.dim(3)));
    Values out =
        Values.of(
            true, last.dim(0), shape.outChannels(), shape.outputHeight(), shape.outputWidth());
    stages.add(new ConvolutionStage(layer, last, out, scope));
    last = out;
  }

  private void images(NetworkModule layer) {
    if (last.shape().length != 4) {
      throw refused(layer, "[batch, channels, height, width]");
    }
    order(true);
  }

  private void pool(PoolShape shape, boolean largest) {
    Values out =
        Values.of(true, last.dim(0), last.dim(1), shape.outputHeight(), shape.outputWidth());
    stages.add(new PoolingStage(shape, largest, last, out, scope));
    last = out;
  }

  private void flatten() {
    order(false);
    int batch = last.dim(0);
    last = new Values(last.data(), new int[] {batch, last.size() / batch}, false);
  }

  private void order(boolean channelsLast) {
    if (last.channelsLast() == channelsLast) {
      return;
    }
    boolean same = last.dim(1) == 1 || last.dim(2) * last.dim(3) == 1;
    Values out =
        same
            ? new Values(last.data(), last.shape(), channelsLast)
            : Values.of(channelsLast, last.shape());
    if (!same) {
      stages.add(new OrderStage(last, out, scope));
    }
    last = out;
  }

  private void require(NetworkModule module, int rank, int axis, int size, String expected) {
    if (last.shape().length != rank || last.dim(axis) != size) {
      throw refused(module, expected);
    }
  }

  private <S> S sized(NetworkModule layer, Supplier<S> shape) {
    try {
      return shape.get();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "session: " + layer + " of " + last + ": " + e.getMessage(), e);
    }
  }

  private IllegalArgumentException refused(NetworkModule module, String expected) {
    return new IllegalArgumentException(
        "session: " + module + ": expected input " + expected + ", got shape " + last);
  }
}
