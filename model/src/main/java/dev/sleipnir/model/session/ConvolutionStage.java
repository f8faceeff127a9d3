package dev.sleipnir.model.session;

import dev.sleipnir.kernels.conv.Convolution;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import org.jspecify.annotations.Nullable;

/** A convolution of channels-last images; its kernels are read where they are. */
final class ConvolutionStage extends Stage {
  private final Convolution convolution;
  private final Parameter weight;
  private final @Nullable Parameter bias;
  private final Values in;
  private final Values out;

  ConvolutionStage(Conv2d layer, Values in, Values out, Scope scope) {
    super(new Edits(layer.parameters()));
    convolution = scope.convolution(layer.shape(in.dim(2), in.dim(3)));
    weight = layer.weight();
    bias = layer.bias();
    this.in = in;
    this.out = out;
  }

  @Override
  void run() {
    convolution.forward(
        in.dim(0), in.data(), weight.data(), bias == null ? null : bias.data(), out.data());
  }
}
