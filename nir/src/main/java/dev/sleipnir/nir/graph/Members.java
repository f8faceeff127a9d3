package dev.sleipnir.nir.graph;

import dev.sleipnir.model.exchange.NDArray;
import dev.sleipnir.nir.graph.NirFinding.Code;
import dev.sleipnir.nir.graph.NirType.Kind;
import dev.sleipnir.nir.graph.NirType.Member;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Whether a primitive has the members that its type needs, and whether these can be right. */
final class Members {
  /** No neuron is so slow; one whose time constant is larger has it in ms or in steps. */
  private static final double SLOWEST = 1.0;

  private final String name;
  private final NirPrimitive whole;
  private final NirPrimitive node;
  private final Consumer<NirFinding> found;
  private boolean right = true;

  private Members(String name, NirPrimitive node, Consumer<NirFinding> found) {
    this.name = name;
    whole = node;
    this.node = node.withoutExtras();
    this.found = found;
  }

  /** Checks a node; says whether shapes can be told from it. */
  static boolean check(String name, NirPrimitive node, Consumer<NirFinding> found) {
    var members = new Members(name, node, found);
    members.check();
    return members.right;
  }

  private void tell(Code code, String message) {
    var finding = new NirFinding(code, name, message);
    right &= !finding.isError();
    found.accept(finding);
  }

  private void check() {
    NirType type = node.known();
    if (type == null) {
      String known = Arrays.toString(NirType.values());
      tell(Code.TYPE, "expected one of the types " + known + ", got '" + node.type() + "'");
      return;
    }
    for (Member member : type.members()) {
      NirValue value = node.value(member.name());
      if (value != null) {
        check(member, value);
      } else if (!member.isOptional()) {
        tell(
            Code.MISSING,
            "expected the member '"
                + member.name()
                + "' of "
                + type
                + ", got "
                + whole.values().members().keySet());
      }
    }
    List<String> known = type.memberNames();
    for (String extra : whole.values().members().keySet()) {
      if (!known.contains(extra)) {
        tell(Code.EXTRA, "expected the members " + known + ", got '" + extra + "' too; ignored");
      }
    }
    if (right) {
      checkTogether(type);
    }
    if (right) {
      hint(type);
    }
  }

  private void check(Member member, NirValue value) {
    if (member.kind() == Kind.PADDING && value instanceof NirValue.Text) {
      String word = Shapes.padding(node);
      if (word == null || (!word.equals("same") && !word.equals("valid"))) {
        tell(Code.PADDING, "expected numbers, valid or same, got " + value);
      } else if (word.equals("same") && node.array("stride") != null && moves()) {
        tell(Code.PADDING, "expected stride 1 with padding same, got another");
      }
      return;
    }
    if (!(value instanceof NirValue.Numbers(NDArray array))) {
      tell(Code.RANK, "expected numbers in '" + member.name() + "', got " + value);
      return;
    }
    int rank = array.shape().length;
    String problem =
        switch (member.kind()) {
          case SHAPE -> rank == 1 && whole(array, 0) ? null : "sizes of axes, whole numbers >= 0";
          case MATRIX -> rank >= 2 ? null : "[out, in]";
          case VECTOR -> rank == 1 ? null : "[out]";
          case KERNEL3 -> rank == 3 ? null : "[out, in, size]";
          case KERNEL4 -> rank == 4 ? null : "[out, in, height, width]";
          case WHOLE, PADDING -> rank <= 1 && fits(member.name(), array) ? null : wanted(member);
          case EACH, TIME -> null;
        };
    if (problem != null) {
      tell(Code.RANK, "expected " + problem + " in '" + member.name() + "', got " + text(array));
      return;
    }
    if (array.size() == 0 && member.kind() != Kind.SHAPE) {
      tell(Code.RANK, "expected values in '" + member.name() + "', got none");
      return;
    }
    if (array.dtype().isFloating()) {
      checkNumbers(member, array.toDoubles());
    }
  }

  private boolean moves() {
    NDArray stride = node.array("stride");
    return stride != null
        && !stride.dtype().isFloating()
        && Arrays.stream(stride.toLongs()).anyMatch(s -> s != 1);
  }

  private static String text(NDArray array) {
    return array.dtype().isFloating() || array.size() > 4
        ? array.toString()
        : Arrays.toString(array.toLongs());
  }

  private String wanted(Member member) {
    int least = least(member.name());
    return (oneAxis() ? "one whole number" : "one or two whole numbers")
        + (least == Integer.MIN_VALUE ? "" : " >= " + least);
  }

  private boolean oneAxis() {
    return node.known() == NirType.CONV1D || node.known() == NirType.FLATTEN;
  }

  private boolean fits(String member, NDArray array) {
    return array.size() >= 1
        && array.size() <= (oneAxis() || member.equals("groups") ? 1 : 2)
        && whole(array, least(member));
  }

  private static int least(String member) {
    return switch (member) {
      case "padding" -> 0;
      case "start_dim", "end_dim" -> Integer.MIN_VALUE;
      default -> 1;
    };
  }

  private static boolean whole(NDArray array, int least) {
    if (array.dtype().isFloating()) {
      return false;
    }
    for (long value : array.toLongs()) {
      if (value < least || value > Integer.MAX_VALUE / 4) {
        return false;
      }
    }
    return true;
  }

  private void checkNumbers(Member member, double[] values) {
    for (double value : values) {
      if (!Double.isFinite(value)) {
        tell(Code.FINITE, "expected finite values of '" + member.name() + "', got " + value);
        return;
      }
      if (member.kind() == Kind.TIME && !(value > 0)) {
        tell(Code.RANGE, "expected " + member.name() + " > 0, got " + value);
        return;
      }
      if (member.name().equals("delay") && value < 0) {
        tell(Code.RANGE, "expected delay >= 0, got " + value);
        return;
      }
    }
  }

  private void checkTogether(NirType type) {
    NDArray weight = node.array("weight");
    NDArray bias = node.array("bias");
    if (weight != null && bias != null) {
      int[] shape = weight.shape();
      int outputs = type == NirType.AFFINE ? shape[shape.length - 2] : shape[0];
      if (bias.size() != outputs) {
        tell(Code.BIAS, "expected a bias of " + outputs + " values, got " + bias.size());
      }
    }
    NDArray groups = node.array("groups");
    if (weight != null && groups != null) {
      long number = groups.toLongs()[0];
      if (weight.shape()[0] % number != 0) {
        tell(
            Code.GROUPS,
            "expected groups that divide the " + weight.shape()[0] + " outputs, got " + number);
      }
    }
    if (type.isElementwise()) {
      int[] each = Shapes.each(node);
      for (Member member : type.members()) {
        NDArray array = node.array(member.name());
        if (array != null && array.size() != 1 && !Arrays.equals(array.shape(), each)) {
          tell(
              Code.UNEQUAL,
              "expected parameters of one shape, got "
                  + member.name()
                  + " "
                  + Arrays.toString(array.shape())
                  + " beside "
                  + Arrays.toString(each));
        }
      }
    }
  }

  // ---- what looks wrong

  private void hint(NirType type) {
    if (missing(type, "v_reset")) {
      tell(Code.DEFAULT, "expected v_reset, got none; 0 is taken");
    }
    if (missing(type, "w_in")) {
      tell(Code.DEFAULT, "expected w_in, got none; 1 is taken");
    }
    for (Member member : type.members()) {
      NDArray array = node.array(member.name());
      if (member.kind() == Kind.TIME && array != null && max(array) > SLOWEST) {
        tell(
            Code.UNIT,
            "expected "
                + member.name()
                + " in seconds, got "
                + max(array)
                + ", which is hardly one; give the unit of time");
      }
    }
    NDArray threshold = node.array("v_threshold");
    if (threshold == null) {
      return;
    }
    if (any(threshold, node.array("v_reset"), 0, (th, reset) -> reset >= th)) {
      tell(Code.THRESHOLD, "expected v_reset < v_threshold, got neurons that fire after a reset");
    }
    if (any(threshold, node.array("v_leak"), -1, (th, leak) -> leak >= th)
        && node.array("v_leak") != null) {
      tell(Code.THRESHOLD, "expected v_leak < v_threshold, got neurons that fire without input");
    }
  }

  private boolean missing(NirType type, String member) {
    return type.memberNames().contains(member) && node.value(member) == null;
  }

  private static double max(NDArray array) {
    return Arrays.stream(array.toDoubles()).max().orElse(0);
  }

  private interface Pair {
    boolean is(double first, double second);
  }

  private static boolean any(NDArray first, @Nullable NDArray second, double absent, Pair pair) {
    double[] a = first.toDoubles();
    double[] b = second == null ? new double[] {absent} : second.toDoubles();
    for (int i = 0; i < Math.max(a.length, b.length); i++) {
      if (pair.is(a[Math.min(i, a.length - 1)], b[Math.min(i, b.length - 1)])) {
        return true;
      }
    }
    return false;
  }
}
