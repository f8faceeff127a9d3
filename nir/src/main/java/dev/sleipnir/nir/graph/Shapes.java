package dev.sleipnir.nir.graph;

import dev.sleipnir.model.exchange.NDArray;
import dev.sleipnir.nir.graph.NirFinding.Code;
import dev.sleipnir.nir.graph.NirType.Member;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What comes out of a primitive, given what goes in: shapes without batch and time. */
final class Shapes {
  private Shapes() {}

  /** A shape that does not fit. */
  static final class Misfit extends Exception {
    private static final long serialVersionUID = 1;
    private final Code code;

    Misfit(Code code, String message) {
      super(message);
      this.code = code;
    }

    NirFinding at(String node) {
      return new NirFinding(code, node, String.valueOf(getMessage()));
    }
  }

  /** A lone primitive between ports. */
  static NirGraph alone(NirPrimitive primitive) {
    var nodes = new LinkedHashMap<String, NirNode>();
    boolean right = Members.check("node", primitive, _ -> {});
    int[] in = right ? declared(primitive) : null;
    int[] shape = in == null ? new int[0] : in;
    int[] out = shape;
    try {
      out = right ? output(primitive, shape) : shape;
    } catch (Misfit e) {
      // The check tells.
    }
    nodes.put("input", NirPrimitive.port(NirType.INPUT, shape));
    nodes.put("node", primitive);
    nodes.put("output", NirPrimitive.port(NirType.OUTPUT, out));
    return new NirGraph(nodes, List.of(new Edge("input", "node"), new Edge("node", "output")));
  }

  /** What a primitive's members say goes in; null if they do not. */
  static int @Nullable [] declared(NirPrimitive node) {
    NirType type = node.known();
    if (type == null) {
      return null;
    }
    return switch (type) {
      case INPUT, OUTPUT -> sizes(node, "shape");
      case AFFINE, LINEAR -> {
        int[] weight = node.need("weight").shape();
        yield new int[] {weight[weight.length - 1]};
      }
      case CONV1D -> inputOf(node, 1);
      case CONV2D -> inputOf(node, 2);
      case SUM_POOL2D, AVG_POOL2D -> null;
      case FLATTEN -> null;
      default -> {
        int[] each = each(node);
        yield each.length == 0 ? null : each;
      }
    };
  }

  private static int @Nullable [] inputOf(NirPrimitive node, int axes) {
    NDArray sizes = node.array("input_shape");
    if (sizes == null) {
      return null;
    }
    int[] image = numbers(node, "input_shape", axes);
    int[] shape = new int[axes + 1];
    shape[0] = node.need("weight").shape()[1] * numbers(node, "groups", 1)[0];
    System.arraycopy(image, 0, shape, 1, axes);
    return shape;
  }

  /** The shape of an elementwise primitive's values: the one with most values. */
  static int[] each(NirPrimitive node) {
    int[] largest = new int[0];
    for (Member member : Objects.requireNonNull(node.known()).members()) {
      NDArray array = node.array(member.name());
      if (array != null
          && (array.size() > size(largest) || array.shape().length > largest.length)) {
        largest = array.shape();
      }
    }
    return largest;
  }

  private static int size(int[] shape) {
    int size = 1;
    for (int axis : shape) {
      size *= axis;
    }
    return size;
  }

  /** What comes out. */
  static int[] output(NirPrimitive node, int[] in) throws Misfit {
    return switch (Objects.requireNonNull(node.known())) {
      case INPUT, OUTPUT -> in;
      case AFFINE, LINEAR -> {
        int[] weight = node.need("weight").shape();
        if (in.length == 0 || in[in.length - 1] != weight[weight.length - 1]) {
          throw new Misfit(
              Code.SHAPE,
              "expected input [..., "
                  + weight[weight.length - 1]
                  + "] for weights "
                  + text(weight)
                  + ", got "
                  + text(in));
        }
        int[] out = in.clone();
        out[in.length - 1] = weight[weight.length - 2];
        yield out;
      }
      case CONV1D -> convolved(node, in, 1);
      case CONV2D -> convolved(node, in, 2);
      case SUM_POOL2D, AVG_POOL2D -> {
        requireRank("a pooling", in, 3);
        yield new int[] {
          in[0], windows(node, "kernel_size", in, 0), windows(node, "kernel_size", in, 1)
        };
      }
      case FLATTEN -> flattened(node, in);
      default -> {
        int[] each = each(node);
        if (size(each) != 1 && !Arrays.equals(each, in)) {
          throw new Misfit(
              Code.SHAPE,
              "expected input " + text(each) + ", as the parameters are, got " + text(in));
        }
        yield in;
      }
    };
  }

  private static void requireRank(String what, int[] in, int rank) throws Misfit {
    if (in.length != rank) {
      throw new Misfit(Code.SHAPE, "expected " + rank + " axes into " + what + ", got " + text(in));
    }
  }

  private static int[] convolved(NirPrimitive node, int[] in, int axes) throws Misfit {
    requireRank("a convolution", in, axes + 1);
    int[] weight = node.need("weight").shape();
    int groups = numbers(node, "groups", 1)[0];
    if (in[0] != weight[1] * groups) {
      throw new Misfit(
          Code.SHAPE,
          "expected "
              + weight[1] * groups
              + " channels for weights "
              + text(weight)
              + " in "
              + groups
              + " groups, got "
              + text(in));
    }
    int[] out = new int[axes + 1];
    out[0] = weight[0];
    for (int axis = 0; axis < axes; axis++) {
      out[axis + 1] = windows(node, null, in, axis);
    }
    return out;
  }

  /** How many windows there are along an axis. */
  private static int windows(NirPrimitive node, @Nullable String size, int[] in, int axis)
      throws Misfit {
    int axes = in.length - 1;
    int kernel =
        size == null ? node.need("weight").shape()[axis + 2] : numbers(node, size, axes)[axis];
    int stride = numbers(node, "stride", axes)[axis];
    int dilation = size == null ? numbers(node, "dilation", axes)[axis] : 1;
    int span = dilation * (kernel - 1) + 1;
    String word = padding(node);
    long out;
    if (word != null && word.equals("same")) {
      out = in[axis + 1];
    } else {
      int padding = word == null ? numbers(node, "padding", axes)[axis] : 0;
      out = Math.floorDiv(in[axis + 1] + 2L * padding - span, stride) + 1;
    }
    if (out < 1) {
      throw new Misfit(
          Code.EMPTY,
          "expected an input of at least " + span + " along each axis, got " + text(in));
    }
    return (int) out;
  }

  /** Padding that is a word; null if it is numbers. */
  static @Nullable String padding(NirPrimitive node) {
    return node.value("padding") instanceof NirValue.Text text && text.strings().size() == 1
        ? text.strings().getFirst()
        : null;
  }

  private static int[] flattened(NirPrimitive node, int[] in) throws Misfit {
    int from = start(node, in);
    int to = end(node, in);
    if (from < 0 || from > to || to >= Math.max(1, in.length)) {
      throw new Misfit(
          Code.FLATTEN, "expected two of the axes of " + text(in) + ", got " + from + " to " + to);
    }
    int[] out = new int[in.length - (to - from)];
    Arrays.fill(out, 1);
    for (int axis = 0; axis < in.length; axis++) {
      out[axis < from ? axis : Math.max(from, axis - (to - from))] *= in[axis];
    }
    return out;
  }

  /** Whether the axes of a Flatten count one for the batch. */
  static boolean countsBatch(NirPrimitive node, int[] in) {
    NDArray type = node.array("input_type");
    return type == null ? start(node) > 0 && in.length > 1 : type.size() == in.length + 1;
  }

  private static int start(NirPrimitive node) {
    return node.array("start_dim") == null ? 1 : numbers(node, "start_dim", 1)[0];
  }

  private static int start(NirPrimitive node, int[] in) {
    int start = start(node);
    return start < 0 ? in.length + start : start - (countsBatch(node, in) ? Math.min(1, start) : 0);
  }

  private static int end(NirPrimitive node, int[] in) {
    int end = node.array("end_dim") == null ? -1 : numbers(node, "end_dim", 1)[0];
    return end < 0 ? in.length + end : end - (countsBatch(node, in) ? 1 : 0);
  }

  /** Whole numbers of a member, one for each axis; a single one is for all. */
  static int[] numbers(NirPrimitive node, String name, int axes) {
    long[] longs = node.need(name).toLongs();
    int[] numbers = new int[axes];
    for (int a = 0; a < axes; a++) {
      numbers[a] = Math.toIntExact(longs[longs.length == 1 ? 0 : a]);
    }
    return numbers;
  }

  private static int[] sizes(NirPrimitive node, String name) {
    return Arrays.stream(node.need(name).toLongs()).mapToInt(Math::toIntExact).toArray();
  }

  static String text(int[] shape) {
    return Arrays.toString(shape);
  }
}
