package dev.sleipnir.plasticity;

import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.rule.RuleConstants;
import dev.sleipnir.kernels.rule.RuleModel;
import dev.sleipnir.kernels.rule.SparseMemory;
import dev.sleipnir.kernels.rule.SparseUpdate;
import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.model.file.Archive;
import dev.sleipnir.model.file.ArchiveReader;
import dev.sleipnir.model.file.ArchiveWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sparse synapses with delays that learn by a {@link LearningRule}, and deliver spikes. Made by
 * {@link LearningRule#sparse(SparseConnectivity)}.
 *
 * <p>A step costs what its spikes reach: a weight is only touched when a pre-synaptic spike arrives
 * at it, and then catches up with the post-synaptic spikes since the last arrival. The results are
 * those of changing weights at once, to the rounding of a trace's decay, and the same bits for
 * every number of threads and however often weights are read.
 *
 * <p>The delay is the axon's: a spike given at step t arrives, changes the weight and is delivered
 * at step t + delay; it pairs with post-synaptic spikes as of then. Trace conventions, order and
 * coincidence are the rule's; its reduction does not matter, as there is no batch.
 *
 * <p>At most 28 spikes of a post-synaptic neuron are remembered: every 28 spikes of the neuron that
 * spikes most, its partition, a sixteenth of all synapses or more, catches up. Such a step takes
 * longer than others.
 *
 * <p>Not to be used by two threads at once; the threads it works with may be shared. A step
 * allocates nothing once it has seen as many spikes under way as there will be.
 */
public final class SparseSynapses {
  private static final String KIND = "SparseSynapses";

  private final LearningRule rule;
  private final WeightBounds bounds;
  private final int pre;
  private final int post;
  private final float[] weights;
  private final SparseUpdate update;

  /** Port to what is raised by what spikes deliver to it. */
  private final float[] @Nullable [] ports;

  private final GivenSpikes givenPre = new GivenSpikes("pre-synaptic spikes");
  private final GivenSpikes givenPost = new GivenSpikes("post-synaptic spikes");
  private long steps;

  /** Whether the weights have been given out since they were last looked at. */
  private boolean givenOut;

  private boolean failed;

  SparseSynapses(LearningRule rule, SparseConnectivity connectivity, Parallel parallel) {
    this.rule = rule;
    pre = connectivity.preNeurons();
    post = connectivity.postNeurons();
    RuleConstants constants = rule.constants();
    bounds = new WeightBounds(constants.low(), constants.high());
    weights = connectivity.weights();
    admit("");
    RuleModel model = rule.deliversFirst() ? rule.model().deliveringFirst() : rule.model();
    update = SparseUpdate.of(model, constants, connectivity.rows(), weights, parallel);
    ports = new float[model.ports().size()][];
  }

  private SparseSynapses(SparseSynapses of) {
    rule = of.rule;
    bounds = of.bounds;
    pre = of.pre;
    post = of.post;
    weights = of.weights.clone();
    update = of.update.copy(weights);
    ports = new float[of.ports.length][];
    steps = of.steps;
    givenOut = of.givenOut;
  }

  private void admit(String since) {
    String name = "weights of " + pre + " to " + post + " neurons";
    if (rule.clips()) {
      Checks.finite(name, "weights", weights);
      bounds.clip(weights);
    } else {
      bounds.require(name, weights, since, BoundedWeights.options(rule.model().name()));
    }
  }

  private void beforeStep() {
    if (failed) {
      throw new IllegalStateException(
          this + ": expected load or no more steps after one that failed, got another");
    }
    if (givenOut) {
      admit(" after weights() gave them out, before step " + steps);
      givenOut = false;
    }
  }

  /**
   * One time step: spikes set out, and those that arrive, those of this step where the delay is 0,
   * change weights and are delivered.
   *
   * @param preSpikes 0 or 1, [pre]
   * @param postSpikes 0 or 1, [post]; the same array where a population is connected with itself
   * @param currents [post]; raised by what the rule delivers. Without a line {@code deliver} these
   *     are the weights at which spikes arrive, as just changed or, with {@link
   *     LearningRule#deliverFirst}, as before. Null if that is not wanted
   * @throws IllegalArgumentException if a length is not as expected, a spike is neither 0 nor 1,
   *     {@link #weights} were moved out of the bounds, or the rule delivers to several ports, which
   *     take {@link #into}; nothing has changed then
   * @throws ArithmeticException if the rule's equations have made a weight NaN or infinite; the
   *     synapses take no more steps then, but {@link #load}
   */
  public void step(float[] preSpikes, float[] postSpikes, float @Nullable [] currents) {
    stepOnBits(givenPre.of(preSpikes, pre), givenPost.of(postSpikes, post), currents);
  }

  /**
   * As {@link #step(float[], float[], float[])}, on bits.
   *
   * @param preSpikes [pre]
   * @param postSpikes [post]; the same bits where a population is connected with itself
   * @param currents [post]; raised by the weights at which spikes arrive; null if that is not
   *     wanted
   * @throws IllegalArgumentException if there are more or fewer neurons or currents, or {@link
   *     #weights} were moved out of the bounds; nothing has changed then
   * @throws ArithmeticException as {@link #step(float[], float[], float[])}
   */
  public void step(SpikeRows preSpikes, SpikeRows postSpikes, float @Nullable [] currents) {
    stepOnBits(givenPre.of(preSpikes, pre), givenPost.of(postSpikes, post), currents);
  }

  private void stepOnBits(SpikeRows preSpikes, SpikeRows postSpikes, float @Nullable [] currents) {
    beforeStep();
    try {
      update.step(preSpikes, postSpikes, currents);
    } catch (ArithmeticException e) {
      throw failed(e);
    }
    steps++;
  }

  /**
   * As {@link #step(float[], float[], float[])}, delivering where {@link #into} says.
   *
   * @param preSpikes 0 or 1, [pre]
   * @param postSpikes 0 or 1, [post]
   * @throws IllegalArgumentException as with currents
   * @throws ArithmeticException as with currents
   */
  public void step(float[] preSpikes, float[] postSpikes) {
    deliver(givenPre.of(preSpikes, pre), givenPost.of(postSpikes, post));
  }

  /**
   * As {@link #step(float[], float[])}, on bits.
   *
   * @param preSpikes [pre]
   * @param postSpikes [post]
   * @throws IllegalArgumentException as with currents
   * @throws ArithmeticException as with currents
   */
  public void step(SpikeRows preSpikes, SpikeRows postSpikes) {
    deliver(givenPre.of(preSpikes, pre), givenPost.of(postSpikes, post));
  }

  private void deliver(SpikeRows preSpikes, SpikeRows postSpikes) {
    beforeStep();
    try {
      update.deliver(preSpikes, postSpikes, ports);
    } catch (ArithmeticException e) {
      throw failed(e);
    }
    steps++;
  }

  /**
   * Says what {@link #step(float[], float[])} raises by what the rule delivers to a port. What is
   * delivered to other ports is lost.
   *
   * @param port its name in the rule: {@code ge} of {@code deliver w into ge}
   * @param inputs [post]; the array itself, raised at every step from now on
   * @return these synapses
   * @throws IllegalArgumentException if the rule delivers to no such port, or the array is not as
   *     long as there are post-synaptic neurons
   */
  public SparseSynapses into(String port, float[] inputs) {
    int at = position("port", rule.model().ports(), port);
    if (inputs.length != post) {
      throw new IllegalArgumentException(
          port + ": expected " + post + " floats, got " + inputs.length);
    }
    ports[at] = inputs;
    return this;
  }

  /**
   * Sets a signal to one value everywhere. It stays as it is until it is set again; before it is
   * set for the first time it is 0.
   *
   * @param name its name in the rule
   * @param value its value
   * @throws IllegalArgumentException if there is no such signal or the value is not finite
   */
  public void signal(String name, float value) {
    if (!Float.isFinite(value)) {
      throw new IllegalArgumentException(name + ": expected a finite signal, got " + value);
    }
    int everywhere = rule.model().signals(null).indexOf(name);
    if (everywhere >= 0) {
      update.signals()[everywhere] = value;
    } else {
      Arrays.fill(neuronSignal(name), value);
    }
  }

  /**
   * Sets a signal of one side: the pre-synaptic neurons' reaches a synapse after its delay.
   *
   * @param name its name in the rule
   * @param values its value at every neuron of the side; copied
   * @throws IllegalArgumentException if there is no such signal, there are more or fewer values, or
   *     one is not finite; nothing has changed then
   */
  public void signal(String name, float[] values) {
    float[] column = neuronSignal(name);
    if (values.length != column.length) {
      throw new IllegalArgumentException(
          name + ": expected " + column.length + " floats, got " + values.length);
    }
    Checks.finite(name, "signals", values);
    System.arraycopy(values, 0, column, 0, values.length);
  }

  private float[] neuronSignal(String name) {
    int ofPre = rule.model().signals(Side.PRE).indexOf(name);
    if (ofPre >= 0) {
      return update.signal(Side.PRE, ofPre);
    }
    int ofPost = position("signal of neurons", rule.model().signals(Side.POST), name);
    return update.signal(Side.POST, ofPost);
  }

  private int position(String what, List<String> names, String name) {
    int at = names.indexOf(name);
    if (at < 0) {
      throw new IllegalArgumentException(
          rule.model().name()
              + ": expected a "
              + what
              + ", one of "
              + names
              + ", got '"
              + name
              + "'");
    }
    return at;
  }

  /**
   * What synapses have beside their weights.
   *
   * @param name the variable's name in the rule: {@code u} of {@code synapse u = 0}
   * @return for each synapse its value after the synapse's last event; a copy
   * @throws IllegalArgumentException if the rule has no such variable
   */
  public float[] variable(String name) {
    flush();
    return update.variable(position("variable", rule.model().variables(), name));
  }

  private ArithmeticException failed(ArithmeticException e) {
    failed = true;
    return new ArithmeticException(this + ", step " + steps + ": " + e.getMessage());
  }

  /** Brings all weights up to date with the post-synaptic spikes so far. */
  public void flush() {
    beforeStep();
    try {
      update.flush();
    } catch (ArithmeticException e) {
      throw failed(e);
    }
  }

  /**
   * Forgets all spikes: brings the weights up to date, then no trace is left, no spike under way
   * and no event counted, and variables of synapses are as at the start. The weights stay.
   */
  public void reset() {
    flush();
    update.reset();
    steps = 0;
  }

  /**
   * Synapses of their own in the same state: weights, traces and spikes under way. They share rows
   * and threads, and must not take steps at the same time on other threads than these.
   *
   * @return the copy
   */
  public SparseSynapses copy() {
    beforeStep();
    return new SparseSynapses(this);
  }

  /**
   * Writes weights, traces and spikes under way to a file: all that {@link #load} needs to go on
   * bit for bit. The connectivity itself is not written: {@link SparseConnectivity#save} does.
   *
   * @param file where to; replaced if it exists, untouched if writing fails
   * @throws IOException if it cannot be written; the message names the file
   */
  public void save(Path file) throws IOException {
    beforeStep();
    Archive.write(file, KIND, this::write);
  }

  private void write(ArchiveWriter out) throws IOException {
    out.text(rule.identity());
    out.text(pre + " to " + post + ", " + weights.length + " synapses");
    out.number(update.rowsChecksum());
    out.number(steps);
    out.floats(weights);
    SparseMemory memory = update.memory();
    out.number(memory.step());
    out.ints(memory.flushed());
    for (long events : memory.common().events()) {
      out.number(events);
    }
    for (int[] segments : memory.common().underWay()) {
      out.ints(segments);
    }
    out.ints(memory.arrivalSteps());
    writeAll(out, memory.arrivalTraces());
    out.ints(memory.spikeSteps());
    out.ints(memory.shownSteps());
    writeAll(out, memory.spikeTraces());
    out.ints(memory.historyEnds());
    out.ints(memory.historySteps());
    writeAll(out, memory.historyTraces());
    writeAll(out, memory.common().variables());
    writeAll(out, memory.common().columns());
    out.floats(memory.common().signals());
  }

  private static void writeAll(ArchiveWriter out, float[][] traces) throws IOException {
    for (float[] trace : traces) {
      out.floats(trace);
    }
  }

  /**
   * Reads the state of synapses of the same rule and connectivity, on any number of threads.
   *
   * @param file what {@link #save} wrote
   * @throws IOException if it cannot be read, is damaged, or of another rule or connectivity;
   *     nothing has changed then
   */
  public void load(Path file) throws IOException {
    Saved saved = Archive.read(file, KIND, this::read);
    try {
      update.resume(saved.memory);
    } catch (IllegalArgumentException e) {
      throw new IOException(KIND + " " + file + ": " + e.getMessage(), e);
    }
    System.arraycopy(saved.weights, 0, weights, 0, weights.length);
    steps = saved.steps;
    givenOut = true; // looked at before the next step
    failed = false;
  }

  @SuppressWarnings("ArrayRecordComponent") // two of them are never compared
  private record Saved(long steps, float[] weights, SparseMemory memory) {}

  private Saved read(ArchiveReader in) throws IOException {
    rule.require(in);
    in.require("connectivity", pre + " to " + post + ", " + weights.length + " synapses");
    in.require("checksum of the connectivity", update.rowsChecksum());
    long step = in.number("step");
    float[] w = in.finite("weights", weights.length);
    SparseMemory like = update.memory();
    int last = Integer.MAX_VALUE;
    int now = in.number("steps since counting began", 0, last);
    int[] flushed = in.ints("flushed steps", like.flushed().length, -1, last);
    long[] events = new long[like.common().events().length];
    for (int p = 0; p < events.length; p++) {
      events[p] = in.number("events");
    }
    int[][] underWay = new int[like.common().underWay().length][];
    int segments = update.segments();
    for (int d = 0; d < underWay.length; d++) {
      underWay[d] = in.ints("spikes under way", 0, segments - 1);
    }
    int[] arrivalSteps = in.ints("steps of arrivals", like.arrivalSteps().length, -1, last);
    float[][] arrivalTraces = readAll(in, "traces of arrivals", like.arrivalTraces());
    int[] spikeSteps = in.ints("steps of spikes", like.spikeSteps().length, -1, last);
    int[] shownSteps = in.ints("steps of spikes seen", like.shownSteps().length, -1, last);
    float[][] spikeTraces = readAll(in, "traces of spikes", like.spikeTraces());
    int[] historyEnds = in.ints("ends of the history", like.historyEnds().length, 0, last);
    int[] historySteps = in.ints("steps of the history", like.historySteps().length, -1, last);
    float[][] historyTraces = readAll(in, "traces of the history", like.historyTraces());
    float[][] variables = readAll(in, "variables of synapses", like.common().variables());
    float[][] columns = readAll(in, "what neurons have", like.common().columns());
    float[] signals = in.finite("signals", like.common().signals().length);
    var memory =
        new SparseMemory(
            new SparseMemory.Common(events, underWay, variables, columns, signals),
            now,
            flushed,
            arrivalSteps,
            arrivalTraces,
            spikeSteps,
            shownSteps,
            spikeTraces,
            historyEnds,
            historySteps,
            historyTraces);
    return new Saved(step, w, memory);
  }

  private static float[][] readAll(ArchiveReader in, String what, float[][] like)
      throws IOException {
    float[][] traces = new float[like.length][];
    for (int k = 0; k < traces.length; k++) {
      traces[k] = in.finite(what, like[k].length);
    }
    return traces;
  }

  /**
   * The weights, brought up to date.
   *
   * @return in the order of the connectivity, which may not be the order its arrays were given in.
   *     The array itself, not a copy: it is up to date until the next step, and may be changed
   *     before, to finite numbers within the rule's bounds, which that step checks
   */
  public float[] weights() {
    flush();
    givenOut = true;
    return weights;
  }

  /**
   * Number of synapses.
   *
   * @return at least 0
   */
  public int size() {
    return weights.length;
  }

  /**
   * Number of synaptic events so far: spikes that arrived at a synapse, and post-synaptic spikes
   * that took effect at one, which they do at the next arrival or {@link #flush}.
   *
   * @return at least 0
   */
  public long events() {
    return update.events();
  }

  /**
   * The memory in use, everything included, for each synapse.
   *
   * @return bytes; infinity without synapses
   */
  public double bytesPerSynapse() {
    return (double) update.bytes() / weights.length;
  }

  @Override
  public String toString() {
    return "SparseSynapses("
        + rule
        + ", "
        + pre
        + " to "
        + post
        + ", "
        + weights.length
        + " synapses)";
  }
}
