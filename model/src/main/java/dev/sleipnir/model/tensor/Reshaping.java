package dev.sleipnir.model.tensor;

import dev.sleipnir.kernels.layout.ChannelsLast;
import dev.sleipnir.kernels.spikes.SpikeMoves;
import dev.sleipnir.kernels.spikes.SpikeRows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Differentiable changes of shape and storage order. */
final class Reshaping {
  /** Images of spikes that one thread turns round at a time. */
  private static final int IMAGES_AT_ONCE = 64;

  private Reshaping() {}

  static Tensor reshape(Tensor tensor, int[] shape) {
    if (Shape.size(shape) != tensor.size()) {
      throw new IllegalArgumentException(
          "reshape: expected "
              + tensor.size()
              + " values as in "
              + Shape.text(tensor.shapeShared())
              + ", got shape "
              + Shape.text(shape));
    }
    Tensor base = tensor.rowMajor();
    Tensor out = base.viewAs(shape, false);
    recordCopyBack(base, out);
    return out;
  }

  /** Gradients have the storage order of their tensor: a view passes its own on as it is. */
  private static void recordCopyBack(Tensor from, Tensor out) {
    Tape tape = Scope.of(from).tape();
    if (tape != null && from.needsGradient()) {
      tape.record(
          new Node(out, from) {
            @Override
            protected void backward(float[] gradient, Tape on) {
              on.addGradient(from, gradient);
            }

            @Override
            protected boolean backward(DeferredGradient gradient, Tape on) {
              on.addGradient(from, gradient);
              return true;
            }
          });
    }
  }

  static Tensor rowMajor(Tensor tensor) {
    return tensor.isChannelsLast() ? reorder(tensor, false) : tensor;
  }

  static Tensor channelsLast(Tensor tensor) {
    // With an axis before the image, rows of the first axis are contiguous in either order.
    if (tensor.rank() < 4) {
      throw new IllegalArgumentException(
          "channelsLast: expected at least [batch, channels, height, width], got shape "
              + Shape.text(tensor.shapeShared()));
    }
    return tensor.isChannelsLast() ? tensor : reorder(tensor, true);
  }

  private static Tensor reorder(Tensor tensor, boolean toLast) {
    int[] shape = tensor.shapeShared();
    if (StorageOrder.sameEitherWay(shape)) {
      Tensor out = tensor.viewAs(shape, toLast);
      recordCopyBack(tensor, out);
      return out;
    }
    Scope scope = Scope.of(tensor);
    Tensor out = reordered(scope, tensor, shape, toLast).eventsAs(tensor);
    Tape tape = scope.tape();
    if (tape != null && tensor.needsGradient()) {
      tape.record(
          new Node(out, tensor) {
            @Override
            protected void backward(float[] gradient, Tape on) {
              float[] back = on.take(gradient.length);
              reorder(on, gradient, 0, back, shape, !toLast);
              on.giveBack(gradient);
              on.addGradient(tensor, back);
            }
          });
    }
    return out;
  }

  private static Tensor reordered(Scope scope, Tensor tensor, int[] shape, boolean toLast) {
    int channels = StorageOrder.channels(shape);
    int pixels = StorageOrder.pixels(shape);
    SpikeRows spikes = tensor.spikes();
    if (spikes == null || spikes.features() != channels * pixels) {
      Tensor out = scope.tensor(shape, toLast);
      reorder(scope, tensor.source(), tensor.sourceFrom(), out.data(), shape, toLast);
      return out;
    }
    Tensor out = scope.spikes(shape, toLast, spikes.features());
    SpikeRows to = out.spikes();
    if (to != null) {
      int columns = toLast ? channels : pixels;
      int rows = toLast ? pixels : channels;
      int images = StorageOrder.images(shape);
      scope.run(
          (images + IMAGES_AT_ONCE - 1) / IMAGES_AT_ONCE,
          (task, worker) -> {
            int first = task * IMAGES_AT_ONCE;
            int end = Math.min(images, first + IMAGES_AT_ONCE);
            SpikeMoves.transpose(spikes, columns, rows, to, first, end);
          });
    }
    return out;
  }

  private static void reorder(
      Scope scope, float[] in, int from, float[] out, int[] shape, boolean toLast) {
    int channels = StorageOrder.channels(shape);
    int pixels = StorageOrder.pixels(shape);
    scope.run(
        StorageOrder.images(shape),
        (image, worker) -> {
          if (toLast) {
            ChannelsLast.fromChannelsFirst(in, from, out, 0, channels, pixels, image, image + 1);
          } else {
            ChannelsLast.toChannelsFirst(in, from, out, 0, channels, pixels, image, image + 1);
          }
        });
  }

  static Tensor rows(Tensor tensor, int from, int to) {
    return rows(tensor, from, to, false);
  }

  static Tensor slice(Tensor tensor, int from, int to) {
    return rows(tensor, from, to, true);
  }

  private static Tensor rows(Tensor tensor, int from, int to, boolean inPlace) {
    int[] shape = tensor.shape();
    if (shape.length == 0 || from < 0 || to < from || to > shape[0]) {
      throw new IndexOutOfBoundsException(
          "rows: expected a range in [0, "
              + (shape.length == 0 ? 0 : shape[0])
              + "], got "
              + from
              + " to "
              + to);
    }
    int row = shape[0] == 0 ? 0 : tensor.size() / shape[0];
    shape[0] = to - from;
    Scope scope = Scope.of(tensor);
    Tensor out =
        inPlace && tensor.spikes() == null
            ? scope.borrowed(tensor, from * row, shape)
            : scopedRows(scope, tensor, shape, from, row);
    out.eventsAs(tensor);
    Tape tape = scope.tape();
    if (tape != null && tensor.needsGradient()) {
      tape.record(
          new Node(out, tensor) {
            @Override
            protected void backward(float[] gradient, Tape on) {
              on.addGradient(tensor, from * row, gradient);
            }
          });
    }
    return out;
  }

  private static Tensor scopedRows(Scope scope, Tensor tensor, int[] shape, int from, int row) {
    SpikeRows spikes = tensor.spikes();
    if (spikes == null || spikes.features() == 0 || row % spikes.features() != 0) {
      Tensor out = scope.tensor(shape, tensor.isChannelsLast());
      float[] in = tensor.values();
      float[] to = out.data();
      scope.run(() -> System.arraycopy(in, from * row, to, 0, to.length));
      return out;
    }
    Tensor out = scope.spikes(shape, tensor.isChannelsLast(), spikes.features());
    int perIndex = row / spikes.features();
    SpikeRows to = out.bits();
    scope.run(() -> to.copyRows(0, spikes, from * perIndex, to.rows()));
    return out;
  }

  static Tensor concatenate(List<Tensor> parts) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("concatenate: expected at least one tensor, got none");
    }
    Tensor first = parts.getFirst();
    for (Tensor part : parts) {
      if (part.rank() != first.rank() || part.rank() == 0) {
        throw new IllegalArgumentException(
            "concatenate: expected tensors with the same axes, at least one, got shapes "
                + Shape.text(first.shapeShared())
                + " and "
                + Shape.text(part.shapeShared()));
      }
    }
    int[] shape = first.shape();
    shape[0] = 0;
    boolean needsGradient = false;
    Tensor scoped = first;
    for (Tensor part : parts) {
      int[] rest = part.shape();
      shape[0] += rest[0];
      rest[0] = first.dim(0);
      Shape.require("concatenate: part", first.shapeShared(), rest);
      if (part.isChannelsLast() != first.isChannelsLast()) {
        throw new IllegalArgumentException("concatenate: expected one storage order, got two");
      }
      needsGradient |= part.needsGradient();
      if (scoped.scope() == null) {
        scoped = part;
      }
    }
    Scope scope = Scope.of(scoped);
    parts.forEach(scope::admit);
    Tensor out = joined(scope, parts, shape);
    Tape tape = scope.tape();
    if (tape != null && needsGradient) {
      List<Tensor> all = List.copyOf(parts);
      tape.record(
          new Node(out, all.toArray(Tensor[]::new)) {
            @Override
            protected void backward(float[] gradient, Tape on) {
              backward(DeferredGradient.of(gradient), on);
            }

            @Override
            protected boolean backward(DeferredGradient gradient, Tape on) {
              int from = 0;
              for (Tensor part : all) {
                on.addGradient(part, gradient.part(from));
                from += part.size();
              }
              gradient.end(on);
              return true;
            }
          });
    }
    return out;
  }

  private static Tensor joined(Scope scope, List<Tensor> parts, int[] shape) {
    boolean channelsLast = parts.getFirst().isChannelsLast();
    SpikeRows first = parts.getFirst().spikes();
    if (first == null || !parts.stream().allMatch(p -> isLike(first, p.spikes()))) {
      Tensor out = scope.tensor(shape, channelsLast);
      int at = 0;
      float[] to = out.data();
      for (Tensor part : parts) {
        float[] values = part.values();
        int begin = at;
        int size = part.size();
        scope.run(() -> System.arraycopy(values, 0, to, begin, size));
        at += size;
      }
      return out;
    }
    Tensor out = scope.spikes(shape, channelsLast, first.features());
    SpikeRows to = out.bits();
    int row = 0;
    for (Tensor part : parts) {
      SpikeRows spikes = part.spikes();
      if (spikes != null) {
        int at = row;
        scope.run(() -> to.copyRows(at, spikes, 0, spikes.rows()));
        row += spikes.rows();
      }
    }
    return out;
  }

  private static boolean isLike(SpikeRows spikes, @Nullable SpikeRows other) {
    return other != null && other.features() == spikes.features();
  }
}
