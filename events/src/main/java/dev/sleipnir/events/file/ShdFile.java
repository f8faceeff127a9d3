package dev.sleipnir.events.file;

import dev.sleipnir.events.Events;
import dev.sleipnir.model.hdf5.Hdf5Input;
import io.jhdf.api.Dataset;
import java.io.Closeable;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.file.Path;

/**
 * The Heidelberg spoken digits (SHD) or speech commands (SSC): an HDF5 file of samples, each the
 * spikes of 700 channels of an artificial cochlea, with a label. A sample is read when it is asked
 * for.
 *
 * <p>Spikes become events: x the channel, y 0, polarity 1, t from seconds, which the files keep to
 * half a millisecond where they are late.
 */
public final class ShdFile implements Closeable {
  /** How many channels there are. */
  public static final int CHANNELS = 700;

  /** The bytes of a reference to an array of any length. */
  private static final int LARGEST_ELEMENT = 16;

  private static final long MOST_SAMPLES = 1 << 22;

  private final Hdf5Input file;
  private final Dataset times;
  private final Dataset units;
  private final Object labels;
  private final int size;

  private ShdFile(Hdf5Input file) throws IOException {
    this.file = file;
    times = dataset(file, "spikes/times");
    units = dataset(file, "spikes/units");
    labels = dataset(file, "labels").getData();
    int[] shape = times.getDimensions();
    if (shape.length != 1
        || units.getDimensions().length != 1
        || shape[0] != units.getDimensions()[0]
        || shape[0] != Array.getLength(labels)) {
      throw new IOException("expected as many times as units and labels, got others");
    }
    size = shape[0];
  }

  /**
   * A dataset whose elements are no larger than they can be: the library makes room by their size.
   */
  private static Dataset dataset(Hdf5Input file, String path) throws IOException {
    Dataset dataset = file.root().getDatasetByPath(path);
    int bytes = dataset.getDataType().getSize();
    if (bytes < 1 || bytes > LARGEST_ELEMENT || dataset.getSize() > MOST_SAMPLES) {
      throw new IOException(
          path + " with " + dataset.getSize() + " elements of " + bytes + " bytes");
    }
    file.require(dataset);
    return dataset;
  }

  /**
   * Opens a file.
   *
   * @param path the file
   * @return its samples
   * @throws IOException if it cannot be read, or is not of this form
   */
  public static ShdFile open(Path path) throws IOException {
    Hdf5Input file = null;
    try {
      file = Hdf5Input.open(path);
      return new ShdFile(file);
    } catch (IOException | RuntimeException e) {
      if (file != null) {
        file.close();
      }
      // The library throws many kinds where a file is damaged.
      throw new EventFormatException(
          0,
          "expected HDF5 with spikes/times, spikes/units and labels, got another: "
              + e.getMessage());
    }
  }

  /** {@return how many samples there are} */
  public int size() {
    return size;
  }

  /**
   * The label of a sample.
   *
   * @param sample which, from 0
   * @return its class
   * @throws IndexOutOfBoundsException if there is no such sample
   */
  public int label(int sample) {
    check(sample);
    return Array.getInt(labels, sample);
  }

  /**
   * Appends the events of a sample to a batch, growing it where there is no room.
   *
   * @param sample which, from 0
   * @param events what to append to
   * @throws IndexOutOfBoundsException if there is no such sample
   * @throws IOException if it cannot be read, or is damaged; the batch is as it was
   */
  public void read(int sample, Events events) throws IOException {
    check(sample);
    int before = events.size();
    try {
      Object t = part(times, sample);
      Object unit = part(units, sample);
      int count = Array.getLength(t);
      if (Array.getLength(unit) != count) {
        throw new IOException(count + " times and " + Array.getLength(unit) + " units");
      }
      events.ensureCapacity(before + count);
      for (int i = 0; i < count; i++) {
        double channel = Array.getDouble(unit, i);
        double seconds = Array.getDouble(t, i);
        if (!(channel >= 0 && channel < CHANNELS) || !(Math.abs(seconds) < 1e9)) {
          throw new IOException("channel " + channel + " at " + seconds + " s");
        }
        events.add(Math.round(seconds * 1e6), (int) channel, 0, 1);
      }
    } catch (IOException | RuntimeException e) {
      events.size(before);
      throw new EventFormatException(
          0, "expected the spikes of sample " + sample + ", got damage: " + e.getMessage());
    }
  }

  private static Object part(Dataset dataset, int sample) {
    Object all = dataset.getData(new long[] {sample}, new int[] {1});
    return Array.get(all, 0);
  }

  private void check(int sample) {
    if (sample < 0 || sample >= size) {
      throw new IndexOutOfBoundsException(
          "sample: expected an index in [0, " + size + "), got " + sample);
    }
  }

  @Override
  public void close() {
    file.close();
  }
}
