package dev.sleipnir.nir.graph;

import java.util.Locale;

/**
 * Something that is wrong with a graph, or looks so.
 *
 * @param code what
 * @param isError whether the graph cannot be run; else it runs as the message says
 * @param node the node, by its path from the top graph; empty for the graph itself
 * @param message what was expected and what came
 */
public record NirFinding(Code code, boolean isError, String node, String message) {
  /** What can be wrong. */
  public enum Code {
    /** A type that NIR does not have. */
    TYPE(true),
    /** A member that is missing. */
    MISSING(true),
    /** A member that its type does not have; it is ignored. */
    EXTRA(false),
    /** A member with another number of axes, or no numbers at all. */
    RANK(true),
    /** A bias with another number of values than there are outputs. */
    BIAS(true),
    /** Parameters of a neuron with unequal shapes. */
    UNEQUAL(true),
    /** An edge to or from a node that there is not. */
    EDGE(true),
    /** The one name that no node has is that of the one node without edges. */
    EDGE_NAME(true),
    /** An edge that stands twice; it counts once. */
    DUPLICATE(false),
    /** What a node puts out does not fit what the next takes. */
    SHAPE(true),
    /** A convolution or pooling whose output is empty. */
    EMPTY(true),
    /** Groups that do not divide the channels. */
    GROUPS(true),
    /** Axes to flatten that there are not. */
    FLATTEN(true),
    /** Padding that is neither numbers nor valid nor same. */
    PADDING(true),
    /** NaN or infinity. */
    FINITE(true),
    /** A time constant, delay or stride out of range. */
    RANGE(true),
    /** A node that no input reaches, or that reaches no output. */
    UNREACHABLE(true),
    /** No input, or no output. */
    PORT(true),
    /** A circle in which nothing takes time. */
    CYCLE(true),
    /** Several inputs or outputs. */
    PORTS(false),
    /** An axis for the batch, which graphs have not. */
    BATCH(false),
    /** One value for all neurons. */
    BROADCAST(false),
    /** A time constant that is hardly in seconds. */
    UNIT(false),
    /** A time step that is too long for a time constant; found when a graph is loaded. */
    STEP(true),
    /** A neuron that fires without input, or after its own reset. */
    THRESHOLD(false),
    /** A member of later versions, whose default is taken. */
    DEFAULT(false),
    /** A neuron that the framework of a convention does not have. */
    FRAMEWORK(true);

    private final boolean error;

    Code(boolean error) {
      this.error = error;
    }

    /** {@return the code as messages have it: {@code NIR-E-EDGE-NAME}} */
    public String text() {
      return "NIR-" + (error ? "E-" : "W-") + name().replace('_', '-').toUpperCase(Locale.ROOT);
    }
  }

  NirFinding(Code code, String node, String message) {
    this(code, code.error, node, message);
  }

  @Override
  public String toString() {
    return (isError ? "error " : "warning ")
        + code.text()
        + (node.isEmpty() ? "" : " " + node)
        + ": "
        + message;
  }
}
