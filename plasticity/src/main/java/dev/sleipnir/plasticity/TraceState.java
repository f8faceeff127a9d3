package dev.sleipnir.plasticity;

import dev.sleipnir.kernels.math.Reductions;
import dev.sleipnir.model.file.Archive;
import dev.sleipnir.model.file.ArchiveReader;
import dev.sleipnir.model.file.ArchiveWriter;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.State;
import java.io.IOException;
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
  /** Instead of a batch: that of the state at hand. */
  private static final int AS_HERE = -1;

  /**
   * The state of a rule that has nothing but traces.
   *
   * @param pre the traces of the pre-synaptic neurons, of the shape of their spikes
   * @param post the traces of the post-synaptic neurons, of the shape of their spikes
   */
  public TraceState(NeuronState pre, NeuronState post) {
    this(
        pre,
        post,
        NeuronState.zeros(List.of(), 1),
        NeuronState.zeros(List.of(), pre.shape().length == 0 ? 1 : pre.shape()[0]));
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
    Checks.finite(name, "signals", values);
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
      int other = Reductions.firstNonFinite(column, 0, column.length);
      if (other >= 0) {
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

  @Override
  public void write(ArchiveWriter out) throws IOException {
    out.text("TraceState");
    pre.write(out);
    post.write(out);
    synapses.write(out);
    signals.write(out);
  }

  /**
   * Reads a state of the same rule and sizes into this one.
   *
   * @param file what {@link #save} wrote
   * @throws IOException if it cannot be read, is damaged or of other names or shapes; nothing has
   *     changed then
   */
  public void load(Path file) throws IOException {
    set(Archive.read(file, KIND, this::read));
  }

  /** Reads a state of the names and shapes of this one. */
  private TraceState read(ArchiveReader in) throws IOException {
    return read(in, AS_HERE);
  }

  /** Reads a state of the names and shapes of this one but for the batch, which is the file's. */
  TraceState readBatch(ArchiveReader in) throws IOException {
    return read(in, in.number("batch", 1, Integer.MAX_VALUE));
  }

  private TraceState read(ArchiveReader in, int batch) throws IOException {
    in.require("state", "TraceState");
    return new TraceState(
        read(in, "pre-synaptic neurons", pre, batch),
        read(in, "post-synaptic neurons", post, batch),
        read(in, "synapses", synapses, AS_HERE),
        read(in, "signals", signals, batch));
  }

  /** The arrays are as long as those of the file: a batch that it does not hold makes none. */
  private static NeuronState read(ArchiveReader in, String what, NeuronState like, int batch)
      throws IOException {
    int[] expected = like.shape();
    if (batch != AS_HERE) {
      expected[0] = batch;
    }
    NeuronState read = NeuronState.read(in, what, like.names());
    if (!Arrays.equals(read.shape(), expected) || read.isChannelsLast() != like.isChannelsLast()) {
      throw new IOException(
          what
              + ": expected shape "
              + Shape.text(expected)
              + ", got "
              + Shape.text(read.shape())
              + (read.isChannelsLast() ? ", channels last" : ""));
    }
    for (int c = 0; c < like.names().size(); c++) {
      int other = Reductions.firstNonFinite(read.column(c), 0, read.size());
      if (other >= 0) {
        throw new IOException(
            what
                + ", "
                + like.names().get(c)
                + ": expected finite numbers, got "
                + read.column(c)[other]
                + " at "
                + other);
      }
    }
    return read;
  }

  /** Takes the values of another state of the same names and shapes. */
  void set(TraceState values) {
    set(pre, values.pre);
    set(post, values.post);
    set(synapses, values.synapses);
    set(signals, values.signals);
  }

  private static void set(NeuronState state, NeuronState values) {
    for (int c = 0; c < state.names().size(); c++) {
      System.arraycopy(values.column(c), 0, state.column(c), 0, state.size());
    }
  }

  @Override
  public TraceState copy() {
    return new TraceState(pre.copy(), post.copy(), synapses.copy(), signals.copy());
  }
}
