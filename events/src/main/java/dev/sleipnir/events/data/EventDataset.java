package dev.sleipnir.events.data;

import dev.sleipnir.events.Events;
import dev.sleipnir.events.file.EventFile;
import dev.sleipnir.events.file.EventReader;
import dev.sleipnir.events.file.ReadOptions;
import dev.sleipnir.events.transform.EventTransform;
import dev.sleipnir.events.transform.Frames;
import dev.sleipnir.events.transform.Sensor;
import dev.sleipnir.events.transform.Slicing;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.data.Dataset;
import dev.sleipnir.model.data.Example;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Recordings in files, in a folder for each class, as N-MNIST, N-Caltech101 and N-CARS have them.
 * An item is [slices, polarities, height, width], with its class as target; it is read when it is
 * asked for.
 *
 * <pre>{@code
 * var training =
 *     EventDataset.of(data.resolve("Train"), ReadOptions.DEFAULT.sensor(34, 34))
 *         .slicing(Slicing.steps(15_000, 20))
 *         .events(EventTransform.randomShift(2).then(EventTransform.drop(0.1)));
 * }</pre>
 */
public final class EventDataset implements Dataset {
  private static final int ROOM = 1 << 14;

  private final List<Path> files;
  private final List<Integer> labels;
  private final List<String> classes;
  private final ReadOptions options;
  private final Slicing slicing;
  private final boolean counted;
  private final @Nullable EventTransform transform;

  private EventDataset(
      List<Path> files,
      List<Integer> labels,
      List<String> classes,
      ReadOptions options,
      Slicing slicing,
      boolean counted,
      @Nullable EventTransform transform) {
    this.files = files;
    this.labels = labels;
    this.classes = classes;
    this.options = options;
    this.slicing = slicing;
    this.counted = counted;
    this.transform = transform;
  }

  /**
   * All recordings of a folder, in the order of their names: of each, whether a pixel had events in
   * each of ten bins of time.
   *
   * @param folder its folders are the classes, in the order of their names
   * @param options how files are read; where their format does not tell the sensor, it is given
   *     here
   * @return the data set
   * @throws IOException if the folder cannot be read or has no file in a folder
   */
  public static EventDataset of(Path folder, ReadOptions options) throws IOException {
    List<Path> files = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    List<String> classes = new ArrayList<>();
    for (Path of : sorted(folder)) {
      if (Files.isDirectory(of)) {
        for (Path file : sorted(of)) {
          files.add(file);
          labels.add(classes.size());
        }
        classes.add(String.valueOf(of.getFileName()));
      }
    }
    if (files.isEmpty()) {
      throw new IOException(folder + ": expected folders of recordings, got none");
    }
    return new EventDataset(
        List.copyOf(files),
        List.copyOf(labels),
        List.copyOf(classes),
        options,
        Slicing.timeBins(10),
        false,
        null);
  }

  private static List<Path> sorted(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }

  /**
   * The same, cut otherwise. Items that are trained on in batches have the same number of slices:
   * bins and steps have.
   *
   * @param cut how
   * @return another data set
   */
  public EventDataset slicing(Slicing cut) {
    return new EventDataset(files, labels, classes, options, cut, counted, transform);
  }

  /**
   * The same with frames of how many events there were.
   *
   * @return another data set
   */
  public EventDataset counts() {
    return new EventDataset(files, labels, classes, options, slicing, true, transform);
  }

  /**
   * The same with changed events.
   *
   * @param change is done to the events of an item, each time it is asked for, after what this does
   *     already
   * @return another data set
   */
  public EventDataset events(EventTransform change) {
    EventTransform all = transform == null ? change : transform.then(change);
    return new EventDataset(files, labels, classes, options, slicing, counted, all);
  }

  /** {@return the names of the classes, in the order of their numbers} */
  public List<String> classes() {
    return classes;
  }

  /**
   * The class of an item.
   *
   * @param index which item
   * @return the class's number
   */
  public int label(int index) {
    return labels.get(index);
  }

  @Override
  public int size() {
    return files.size();
  }

  /**
   * An item.
   *
   * @param index which, from 0
   * @param random what its transform draws from
   * @return [slices, polarities, height, width], and the class
   * @throws UncheckedIOException if the file cannot be read; the message names it
   * @throws IllegalArgumentException if events lie outside the sensor, or it is not known
   */
  @Override
  public Example item(int index, RandomStream random) {
    Path file = files.get(index);
    try (EventReader recording = EventFile.open(file, options)) {
      Events events = new Events(ROOM);
      while (recording.read(events) >= 0) {
        events.ensureCapacity(events.size() + 1);
      }
      Sensor sensor = new Sensor(recording.width(), recording.height());
      if (transform != null) {
        transform.start(sensor, random).apply(events);
        sensor = transform.sensor(sensor);
      }
      Frames frames = new Frames(sensor);
      Tensor input = counted ? frames.counts(events, slicing) : frames.bits(events, slicing);
      return new Example(input, Tensor.full(label(index)));
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  /** How many there are, a checksum of their names and lengths, and what is done to them. */
  @Override
  public String text() {
    CRC32 checksum = new CRC32();
    for (Path file : files) {
      try {
        int names = file.getNameCount();
        String line = file.subpath(Math.max(0, names - 2), names) + " " + Files.size(file);
        checksum.update(line.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e.getMessage(), e);
      }
    }
    return files.size()
        + " recordings, names and lengths of CRC "
        + checksum.getValue()
        + ", "
        + slicing
        + (counted ? ", counted" : "")
        + (transform == null ? "" : ", " + transform.text());
  }
}
