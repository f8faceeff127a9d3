package dev.sleipnir.plasticity;

import dev.sleipnir.kernels.rule.Finite;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.State;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What a group of synapses keeps between time steps beside its weights. A step consumes the state
 * it is given and returns the same object, updated.
 *
 * <p>Signals are set before a step and stay as they are until they are set again:
 *
 * <pre>{@code
 * state.signal("reward", 0.5f);
 * state.signal("u", membranePotentials);
 * state = synapses.step(preSpikes, postSpikes, state);
 * }</pre>
 *
 * @param pre the traces, then the signals of the pre-synaptic neurons, of the shape of their spikes
 * @param post the traces, then the signals of the post-synaptic neurons, of the shape of their
 *     spikes
 * @param synapses the variables of the synapses, of the shape of the weights
 * @param signals the signals that are the same for all synapses, [batch]
 */
public record TraceState(
    NeuronState pre, NeuronState post, NeuronState synapses, NeuronState signals) implements State {
  /**
   * The state of a rule that has nothing but traces.
   *
   * @param pre the traces of the pre-synaptic neurons, of the shape of their spikes
   * @param post the traces of the post-synaptic neurons, of the shape of their spikes
   */
  public TraceState(NeuronState pre, NeuronState post) {
    this(pre, post, NeuronState.zeros(List.of(), 1), NeuronState.zeros(List.of(), 1));
  }

  /**
   * Sets a signal to one value everywhere.
   *
   * @param name its name in the rule
   * @param value its value
   * @throws IllegalArgumentException if there is no such signal or the value is not finite
   */
  public void signal(String name, float value) {
    if (!Float.isFinite(value)) {
      throw new IllegalArgumentException(name + ": expected a finite signal, got " + value);
    }
    Arrays.fill(column(name), value);
  }

  /**
   * Sets a signal.
   *
   * @param name its name in the rule
   * @param values its value at every neuron, [batch][neurons], or, if it is the same for all
   *     synapses, in every sample, [batch]; copied
   * @throws IllegalArgumentException if there is no such signal, there are more or fewer values, or
   *     one is not finite; nothing has changed then
   */
  public void signal(String name, float[] values) {
    float[] column = column(name);
    if (values.length != column.length) {
      throw new IllegalArgumentException(
          name + ": expected " + column.length + " floats, got " + values.length);
    }
    for (int e = 0; e < values.length; e++) {
      if (!Float.isFinite(values[e])) {
        throw new IllegalArgumentException(
            name + ": expected finite signals, got " + values[e] + " at " + e);
      }
    }
    System.arraycopy(values, 0, column, 0, values.length);
  }

  private float[] column(String name) {
    for (NeuronState part : List.of(signals, post, pre)) {
      if (part.names().contains(name)) {
        return part.column(name);
      }
    }
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "expected one of the signals %s, %s, %s, got '%s'",
            signals.names(),
            post.names(),
            pre.names(),
            name));
  }

  /**
   * Checks that this is the state of such synapses.
   *
   * @param owner who asks, for the message
   * @param like a state of the same rule and sizes
   */
  void requireLike(String owner, TraceState like) {
    pre.require(owner + ", pre-synaptic", like.pre.names(), like.pre.shape());
    post.require(owner + ", post-synaptic", like.post.names(), like.post.shape());
    synapses.require(owner + ", synapses", like.synapses.names(), like.synapses.shape());
    signals.require(owner + ", signals", like.signals.names(), like.signals.shape());
    requireFinite(owner, synapses, " of synapses", -1);
  }

  /**
   * Checks that the traces and signals, which every step reads, are numbers.
   *
   * @param owner who asks, for the message
   * @param step which step comes next
   */
  void requireFinite(String owner, long step) {
    requireFinite(owner, pre, " of pre-synaptic neurons", step);
    requireFinite(owner, post, " of post-synaptic neurons", step);
    requireFinite(owner, signals, "", step);
  }

  private static void requireFinite(String owner, NeuronState part, String whose, long step) {
    float[][] columns = part.columns();
    for (int c = 0; c < columns.length; c++) {
      float[] column = columns[c];
      int other = Finite.firstOther(column, 0, column.length);
      if (other < column.length) {
        throw new IllegalArgumentException(
            owner
                + (step < 0 ? "" : ", step " + step)
                + ": expected a finite "
                + part.names().get(c)
                + whose
                + ", got "
                + column[other]
                + " at "
                + other);
      }
    }
  }

  /**
   * Writes the state: traces, signals and variables.
   *
   * @param out where to; not closed
   * @throws IOException if it cannot be written
   */
  public void save(OutputStream out) throws IOException {
    StateFile.write(out, this::writeTo);
  }

  /**
   * Writes the state to a file, which is replaced if it exists and untouched if writing fails.
   *
   * @param file where to
   * @throws IOException if it cannot be written; the message names the file
   */
  @Override
  public void save(Path file) throws IOException {
    StateFile.write(file, this::writeTo);
  }

  /**
   * Reads a state of the same rule and sizes into this one.
   *
   * @param in where {@link #save(OutputStream)} wrote; not closed
   * @throws IOException if it cannot be read, is damaged or of other names or shapes; nothing has
   *     changed then
   */
  public void load(InputStream in) throws IOException {
    var _ = StateFile.read(in, this::readFrom);
  }

  /**
   * Reads a state of the same rule and sizes into this one.
   *
   * @param file what {@link #save(Path)} wrote
   * @throws IOException if it cannot be read, is damaged or of other names or shapes; nothing has
   *     changed then
   */
  public void load(Path file) throws IOException {
    var _ = StateFile.read(file, this::readFrom);
  }

  void writeTo(StateWriter out) throws IOException {
    out.text("TraceState");
    out.columns(pre);
    out.columns(post);
    out.columns(synapses);
    out.columns(signals);
  }

  StateFile.Commit<TraceState> readFrom(StateReader in) throws IOException {
    in.require("kind", "TraceState");
    float[][] ofPre = in.columns("pre-synaptic neurons", pre);
    float[][] ofPost = in.columns("post-synaptic neurons", post);
    float[][] ofSynapses = in.columns("synapses", synapses);
    float[][] ofAll = in.columns("signals", signals);
    return () -> {
      StateReader.set(pre, ofPre);
      StateReader.set(post, ofPost);
      StateReader.set(synapses, ofSynapses);
      StateReader.set(signals, ofAll);
      return this;
    };
  }

  @Override
  public TraceState copy() {
    return new TraceState(pre.copy(), post.copy(), synapses.copy(), signals.copy());
  }
}
