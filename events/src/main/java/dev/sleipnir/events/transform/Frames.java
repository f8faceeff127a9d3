package dev.sleipnir.events.transform;

import dev.sleipnir.events.Events;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.model.tensor.Tensor;

/**
 * Tensors of slices of events: [slices, polarities, height, width], OFF before ON.
 *
 * <pre>{@code
 * var frames = new Frames(new Sensor(34, 34));
 * Tensor counts = frames.counts(recording, Slicing.time(10_000)); // how many events
 * Tensor spikes = frames.bits(recording, Slicing.time(10_000));   // whether there is one
 * }</pre>
 *
 * <p>Bits go straight from events to the words that connections read: no float is made of them.
 */
public final class Frames {
  private final Sensor sensor;
  private final int channels;

  /**
   * Frames of two channels, one for each polarity.
   *
   * @param sensor size of the sensor
   */
  public Frames(Sensor sensor) {
    this(sensor, 2);
  }

  private Frames(Sensor sensor, int channels) {
    this.sensor = sensor;
    this.channels = channels;
  }

  /**
   * The same of one channel, that of events of either polarity.
   *
   * @return frames of the same sensor
   */
  public Frames merged() {
    return new Frames(sensor, 1);
  }

  /** {@return size of the sensor} */
  public Sensor sensor() {
    return sensor;
  }

  /** {@return 2, or 1 of {@linkplain #merged merged} polarities} */
  public int channels() {
    return channels;
  }

  /** {@return values of a frame} */
  public int size() {
    return channels * sensor.pixels();
  }

  /**
   * Whether there was an event, as spikes stored as bits.
   *
   * @param recording events in the order of their time
   * @param slicing how it is cut
   * @return [slices, channels, height, width], a row of bits for each slice
   * @throws IllegalArgumentException if times go back or an event lies outside the sensor
   */
  public Tensor bits(Events recording, Slicing slicing) {
    Slices slices = slicing.of(recording);
    SpikeRows rows = SpikeRows.silent(slices.count(), size());
    for (int s = 0; s < slices.count(); s++) {
      int outside = mark(recording, slices.from(s), slices.to(s), rows, s);
      if (outside > 0) {
        requireInside(recording, slices.from(s), slices.to(s));
      }
    }
    return Tensor.of(rows, slices.count(), channels, sensor.height(), sensor.width());
  }

  /**
   * How many events there were.
   *
   * @param recording events in the order of their time
   * @param slicing how it is cut
   * @return [slices, channels, height, width]
   * @throws IllegalArgumentException if times go back or an event lies outside the sensor
   */
  public Tensor counts(Events recording, Slicing slicing) {
    Slices slices = slicing.of(recording);
    Tensor counts = Tensor.zeros(slices.count(), channels, sensor.height(), sensor.width());
    for (int s = 0; s < slices.count(); s++) {
      int outside = count(recording, slices.from(s), slices.to(s), counts.data(), s * size());
      if (outside > 0) {
        requireInside(recording, slices.from(s), slices.to(s));
      }
    }
    return counts;
  }

  /**
   * Sets a bit for each event, of a frame that goes on: for streams, which clear rows themselves.
   *
   * @param batch the events
   * @param from the first of them
   * @param to one past the last
   * @param bits rows of {@link #size} neurons: channel, then row, then column
   * @param row which row of bits
   * @return how many events were left out, as they lie outside the sensor
   * @throws IllegalArgumentException if rows have another length
   * @throws IndexOutOfBoundsException if there is no such row, or no such event
   */
  public int mark(Events batch, int from, int to, SpikeRows bits, int row) {
    requireEvents(batch, from, to);
    if (bits.features() != size()) {
      throw new IllegalArgumentException(
          "bits: expected rows of " + size() + " neurons, got " + bits.features());
    }
    Require.array("rows", bits.rows(), row, 1);
    long[] words = bits.bits();
    int first = row * bits.words();
    short[] x = batch.x();
    short[] y = batch.y();
    byte[] polarity = batch.polarity();
    int ofPolarity = channels == 1 ? 0 : sensor.pixels();
    int outside = 0;
    for (int i = from; i < to; i++) {
      int pixel = sensor.pixel(x[i] & 0xFFFF, y[i] & 0xFFFF);
      if (pixel < 0) {
        outside++;
        continue;
      }
      int neuron = polarity[i] * ofPolarity + pixel;
      words[first + (neuron >>> 6)] |= 1L << neuron;
    }
    return outside;
  }

  /**
   * Adds 1 for each event, to a frame that goes on: for streams, which clear frames themselves.
   *
   * @param batch the events
   * @param from the first of them
   * @param to one past the last
   * @param counts receives the sums
   * @param at where the frame begins: channel, then row, then column
   * @return how many events were left out, as they lie outside the sensor
   * @throws IndexOutOfBoundsException if the frame does not lie inside the array, or there is no
   *     such event
   */
  public int count(Events batch, int from, int to, float[] counts, int at) {
    requireEvents(batch, from, to);
    Require.array("counts", counts.length, at, size());
    short[] x = batch.x();
    short[] y = batch.y();
    byte[] polarity = batch.polarity();
    int ofPolarity = channels == 1 ? 0 : sensor.pixels();
    int outside = 0;
    for (int i = from; i < to; i++) {
      int pixel = sensor.pixel(x[i] & 0xFFFF, y[i] & 0xFFFF);
      if (pixel < 0) {
        outside++;
        continue;
      }
      counts[at + polarity[i] * ofPolarity + pixel]++;
    }
    return outside;
  }

  private static void requireEvents(Events batch, int from, int to) {
    Require.range("events", from, to);
    Require.array("events", batch.size(), from, (long) to - from);
  }

  void requireInside(Events recording, int from, int to) {
    short[] x = recording.x();
    short[] y = recording.y();
    for (int i = from; i < to; i++) {
      int column = x[i] & 0xFFFF;
      int line = y[i] & 0xFFFF;
      if (!sensor.contains(column, line)) {
        throw new IllegalArgumentException(
            "events: expected pixels of a sensor of "
                + sensor
                + ", got "
                + column
                + ", "
                + line
                + " at event "
                + i);
      }
    }
  }

  /** The sensor and the channels. */
  @Override
  public String toString() {
    return sensor + (channels == 1 ? " of one polarity" : " of two polarities");
  }
}
