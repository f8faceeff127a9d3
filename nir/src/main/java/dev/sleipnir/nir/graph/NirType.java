package dev.sleipnir.nir.graph;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The primitives that a graph is made of, and what members each has. */
public enum NirType {
  /** Where a graph's input comes in. */
  INPUT("Input", false, "shape:shape"),
  /** Where a graph's output goes out. */
  OUTPUT("Output", false, "shape:shape"),
  /** y = W x + b. */
  AFFINE("Affine", false, "weight:matrix bias:vector"),
  /** y = W x. */
  LINEAR("Linear", false, "weight:matrix"),
  /** y = s x, element by element. */
  SCALE("Scale", false, "scale:each"),
  /** Cross-correlation along one axis. */
  CONV1D(
      "Conv1d",
      false,
      "weight:kernel3 bias:vector? stride:whole padding:padding dilation:whole groups:whole"
          + " input_shape:whole?"),
  /** Cross-correlation of images, channels first. */
  CONV2D(
      "Conv2d",
      false,
      "weight:kernel4 bias:vector? stride:whole padding:padding dilation:whole groups:whole"
          + " input_shape:whole?"),
  /** Sums over windows. */
  SUM_POOL2D("SumPool2d", false, "kernel_size:whole stride:whole padding:whole"),
  /** Means over windows, padding counted. */
  AVG_POOL2D("AvgPool2d", false, "kernel_size:whole stride:whole padding:whole"),
  /** Axes put together. */
  FLATTEN("Flatten", false, "start_dim:whole? end_dim:whole? input_type:shape?"),
  /** y(t) = x(t - d). */
  DELAY("Delay", false, "delay:each"),
  /** 1 where x is above a threshold, else 0. */
  THRESHOLD("Threshold", true, "threshold:each"),
  /** dv/dt = r I. */
  I("I", false, "r:each"),
  /** dv/dt = r I, spikes, resets. */
  IF("IF", true, "r:each v_threshold:each v_reset:each?"),
  /** tau dv/dt = (v_leak - v) + r I. */
  LI("LI", false, "tau:time r:each v_leak:each"),
  /** tau dv/dt = (v_leak - v) + r I, spikes, resets. */
  LIF("LIF", true, "tau:time r:each v_leak:each v_threshold:each v_reset:each?"),
  /** A leaky integrator behind a synapse's current. */
  CUBA_LI("CubaLI", false, "tau_syn:time tau_mem:time r:each v_leak:each w_in:each?"),
  /** Spiking neurons behind a synapse's current. */
  CUBA_LIF(
      "CubaLIF",
      true,
      "tau_syn:time tau_mem:time r:each v_leak:each v_threshold:each w_in:each? v_reset:each?");

  private final String text;
  private final boolean spikes;
  private final String members;

  /** What numbers a member holds. */
  enum Kind {
    /** Sizes of axes. */
    SHAPE,
    /** [..., out, in]. */
    MATRIX,
    /** [out]. */
    VECTOR,
    /** A value for each neuron or element, or one for all. */
    EACH,
    /** The same, above 0. */
    TIME,
    /** [out, in, size]. */
    KERNEL3,
    /** [out, in, height, width]. */
    KERNEL4,
    /** One or two whole numbers. */
    WHOLE,
    /** The same, or a word. */
    PADDING;
  }

  /**
   * A member of a primitive.
   *
   * @param name what files call it
   * @param kind what it holds
   * @param isOptional whether files may lack it
   */
  record Member(String name, Kind kind, boolean isOptional) {
    static Member of(String text) {
      int colon = text.indexOf(':');
      boolean optional = text.endsWith("?");
      String kind = text.substring(colon + 1, text.length() - (optional ? 1 : 0));
      return new Member(
          text.substring(0, colon), Kind.valueOf(kind.toUpperCase(Locale.ROOT)), optional);
    }
  }

  NirType(String text, boolean spikes, String members) {
    this.text = text;
    this.spikes = spikes;
    this.members = members;
  }

  /** {@return what files call it} */
  public String text() {
    return text;
  }

  /** {@return whether it puts out spikes} */
  public boolean isSpiking() {
    return spikes;
  }

  /** {@return whether its members have a value for each neuron or element} */
  public boolean isElementwise() {
    return members().stream().allMatch(m -> m.kind() == Kind.EACH || m.kind() == Kind.TIME);
  }

  /** {@return the names of its members} */
  public List<String> memberNames() {
    return members().stream().map(Member::name).toList();
  }

  List<Member> members() {
    return Stream.of(members.split(" ", -1)).map(Member::of).toList();
  }

  /**
   * The primitive of a name.
   *
   * @param text what files call it
   * @return the primitive, or null if there is none of that name
   */
  public static @Nullable NirType of(String text) {
    for (NirType type : values()) {
      if (type.text.equals(text)) {
        return type;
      }
    }
    return null;
  }

  @Override
  public String toString() {
    return text;
  }
}
