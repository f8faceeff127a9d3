package dev.sleipnir.plasticity;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.sparse.SparseDelivery;
import dev.sleipnir.kernels.sparse.SparseRows;
import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.model.file.Archive;
import dev.sleipnir.model.file.ArchiveReader;
import dev.sleipnir.model.file.ArchiveWriter;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Sparse synapses with delays that deliver spikes and do not learn: a spike given at step t raises
 * the currents of the neurons it reaches by the weights of the synapses at step t + delay.
 *
 * <pre>{@code
 * var synapses = new FixedSynapses(SparseConnectivity.random(800, 4000, 0.02).withWeights(6, 6));
 * synapses.step(preSpikes, currents);
 * }</pre>
 *
 * <p>A step costs what its spikes reach. The currents are the same bits for every number of
 * threads. A weight that all synapses have is stored once: a synapse takes 4 bytes then, 8
 * otherwise, beside the rows' own.
 *
 * <p>Not to be used by two threads at once; the threads it works with may be shared. A step
 * allocates nothing once it has seen as many spikes under way as there will be.
 */
public final class FixedSynapses {
  private static final String KIND = "FixedSynapses";

  private final SparseRows rows;
  private final float[] weights;
  private final Parallel parallel;
  private final int[] spikes;
  private final GivenSpikes given = new GivenSpikes("pre-synaptic spikes");
  private final SparseDelivery delivery;

  /**
   * Synapses on one thread.
   *
   * @param connectivity the synapses, their weights and delays
   */
  public FixedSynapses(SparseConnectivity connectivity) {
    this(connectivity, Parallel.of(1));
  }

  /**
   * Synapses on several threads.
   *
   * @param connectivity the synapses, their weights and delays
   * @param parallel the threads, such as {@link Parallel#common()}
   */
  public FixedSynapses(SparseConnectivity connectivity, Parallel parallel) {
    this(connectivity.rows(), shared(connectivity.weights()), parallel);
  }

  private FixedSynapses(SparseRows rows, float[] weights, Parallel parallel) {
    this.rows = rows;
    this.weights = weights;
    this.parallel = parallel;
    spikes = new int[rows.pre()];
    delivery = new SparseDelivery(rows, weights, parallel);
  }

  /** The weights, or one if they are all the same. */
  private static float[] shared(float[] weights) {
    for (float weight : weights) {
      if (weight != weights[0]) {
        return weights;
      }
    }
    return weights.length == 0 ? weights : new float[] {weights[0]};
  }

  /**
   * One time step: spikes set out, and those that arrive, those of this step where the delay is 0,
   * are delivered.
   *
   * @param preSpikes 0 or 1, [pre]
   * @param currents [post]; raised by the weights at which spikes arrive
   * @throws IllegalArgumentException if a length is not as expected or a spike is neither 0 nor 1;
   *     nothing has changed then
   */
  public void step(float[] preSpikes, float[] currents) {
    delivery.step(spikes, given.of(preSpikes, spikes.length).list(spikes), currents);
  }

  /**
   * As {@link #step(float[], float[])}, on bits.
   *
   * @param preSpikes [pre]
   * @param currents [post]; raised by the weights at which spikes arrive
   * @throws IllegalArgumentException if there are more or fewer neurons or currents; nothing has
   *     changed then
   */
  public void step(SpikeRows preSpikes, float[] currents) {
    delivery.step(spikes, given.of(preSpikes, spikes.length).list(spikes), currents);
  }

  /** Forgets all spikes under way, and the number of events. */
  public void reset() {
    delivery.reset();
  }

  /**
   * Synapses of their own with the same spikes under way. Weights, rows and threads are shared.
   *
   * @return the copy; it has counted no events
   */
  public FixedSynapses copy() {
    FixedSynapses copy = new FixedSynapses(rows, weights, parallel);
    copy.delivery.resume(delivery.underWay(), 0);
    return copy;
  }

  /**
   * Writes the spikes under way to a file: all that {@link #load} needs to go on bit for bit. The
   * synapses themselves are not written: {@link SparseConnectivity#save} does.
   *
   * @param file where to; replaced if it exists, untouched if writing fails
   * @throws IOException if it cannot be written; the message names the file
   */
  public void save(Path file) throws IOException {
    Archive.write(file, KIND, this::write);
  }

  private void write(ArchiveWriter out) throws IOException {
    out.text(toString());
    out.number(delivery.checksum());
    out.number(delivery.events());
    for (int[] segments : delivery.underWay()) {
      out.ints(segments);
    }
  }

  /**
   * Reads the spikes under way of the same synapses, on any number of threads.
   *
   * @param file what {@link #save} wrote
   * @throws IOException if it cannot be read, is damaged, or of other synapses, weights or delays;
   *     nothing has changed then
   */
  public void load(Path file) throws IOException {
    Saved saved = Archive.read(file, KIND, this::read);
    try {
      delivery.resume(saved.underWay, saved.events);
    } catch (IllegalArgumentException e) {
      throw new IOException(KIND + " " + file + ": " + e.getMessage(), e);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // two of them are never compared
  private record Saved(long events, int[][] underWay) {}

  private Saved read(ArchiveReader in) throws IOException {
    in.require("synapses", toString());
    in.require("checksum of synapses, weights and delays", delivery.checksum());
    long events = in.number("events");
    int[][] underWay = new int[delivery.underWay().length][];
    for (int d = 0; d < underWay.length; d++) {
      underWay[d] = in.ints("spikes under way", 0, delivery.segments() - 1);
    }
    return new Saved(events, underWay);
  }

  /**
   * Number of synapses.
   *
   * @return at least 0
   */
  public int size() {
    return rows.size();
  }

  /**
   * Number of spikes that have arrived at a synapse so far.
   *
   * @return at least 0
   */
  public long events() {
    return delivery.events();
  }

  /**
   * The memory in use, everything included, for each synapse.
   *
   * @return bytes; infinity without synapses
   */
  public double bytesPerSynapse() {
    return (delivery.bytes() + 4.0 * spikes.length) / size();
  }

  @Override
  public String toString() {
    return "FixedSynapses(" + rows.pre() + " to " + rows.post() + ", " + size() + " synapses)";
  }
}
