package dev.sleipnir.events.transform;

import dev.sleipnir.events.EventSource;
import dev.sleipnir.events.Events;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.require.Require;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * A change of events, from a sensor of one size to one of another or the same: filters, changes of
 * place and time, noise. What is random comes from a stream of numbers.
 *
 * <pre>{@code
 * var clean = EventTransform.hotPixels(200).then(EventTransform.denoise(10_000));
 * Events less = clean.apply(recording, new Sensor(640, 480), new RandomStream(1));
 * EventSource live = clean.apply(camera, new RandomStream(1));
 * }</pre>
 *
 * <p>A transform is a value and may be used by several threads; {@link #start} makes what is at
 * work on one recording. Filters with a memory of pixels go on over the batches of a stream; those
 * that ask for the whole recording, as they say, take each batch for one. Where an event's pixel
 * matters and lies outside the sensor, the event is taken out. Definitions are those of Tonic.
 */
@FunctionalInterface
public interface EventTransform {
  /**
   * Begins with a recording or a stream.
   *
   * @param sensor size of the sensor that events come from
   * @param random what to draw from, now and with each batch
   * @return what changes its batches, in order
   */
  EventFilter start(Sensor sensor, RandomStream random);

  /**
   * The size of the sensor that events seem to come from afterwards.
   *
   * @param given the size of their own
   * @return the same, unless overridden
   * @throws IllegalArgumentException if the transform cannot be applied to such events
   */
  default Sensor sensor(Sensor given) {
    return given;
  }

  /**
   * What a checkpoint keeps of it: a training is resumed only with transforms of the same text.
   *
   * @return {@code own} unless overridden, by which nothing is told from others
   */
  default String text() {
    return "own";
  }

  /**
   * This transform, then another.
   *
   * @param next what is done to what comes out of this one
   * @return both
   */
  default EventTransform then(EventTransform next) {
    return new NamedTransform(
        text() + ", " + next.text(),
        given -> next.sensor(sensor(given)),
        (given, random) -> {
          EventFilter first = start(given, random.split(1));
          EventFilter second = next.start(sensor(given), random.split(2));
          return batch -> {
            first.apply(batch);
            second.apply(batch);
          };
        });
  }

  /**
   * Applies it to a whole recording.
   *
   * @param recording events in the order of their time, which stay as they are
   * @param sensor size of their sensor
   * @param random what to draw from
   * @return what becomes of them
   */
  default Events apply(Events recording, Sensor sensor, RandomStream random) {
    Events changed = new Events(Math.max(1, recording.size()));
    changed.add(recording, 0, recording.size());
    start(sensor, random).apply(changed);
    return changed;
  }

  /**
   * Applies it to a stream, batch by batch.
   *
   * @param source where events come from, with a known sensor
   * @param random what to draw from
   * @return what becomes of them; closing it closes the source
   * @throws IllegalArgumentException if the source does not know its sensor
   */
  default EventSource apply(EventSource source, RandomStream random) {
    Sensor given = new Sensor(source.width(), source.height());
    return new TransformedSource(source, start(given, random), sensor(given));
  }

  private static EventTransform of(
      String text, BiFunction<Sensor, RandomStream, EventFilter> work) {
    return of(text, given -> given, work);
  }

  private static EventTransform of(
      String text, UnaryOperator<Sensor> size, BiFunction<Sensor, RandomStream, EventFilter> work) {
    return new NamedTransform(text, size, work);
  }

  // What is noise, and what is too much.

  /**
   * Keeps events that are not alone: one of the four neighbouring pixels has had one, of either
   * polarity, less than some time before. Pixels begin as if seen at time 0.
   *
   * @param micros the time in microseconds, at least 1
   * @return the transform
   * @throws IllegalArgumentException if it is less than 1
   */
  static EventTransform denoise(long micros) {
    Require.atLeast("micros", 1, micros);
    return of("denoised by " + micros + " us", (sensor, _) -> new Denoise(sensor, micros));
  }

  /**
   * Keeps events whose pixel has had none, kept or not and of either polarity, for longer than some
   * time. Pixels begin as if seen just so long before time 0.
   *
   * @param micros the time in microseconds, at least 0
   * @return the transform
   * @throws IllegalArgumentException if it is negative
   */
  static EventTransform refractory(long micros) {
    Require.atLeast("micros", 0, micros);
    return of("refractory for " + micros + " us", (sensor, _) -> new Refractory(sensor, micros));
  }

  /**
   * Takes out pixels that have events, of both polarities, at more than a rate, of the whole
   * recording.
   *
   * @param hertz events per second, greater than 0
   * @return the transform
   * @throws IllegalArgumentException if it is not positive
   */
  static EventTransform hotPixels(double hertz) {
    Require.positive("hertz", hertz);
    return of("pixels of at most " + hertz + " Hz", (sensor, _) -> new HotPixels(sensor, hertz));
  }

  /**
   * Keeps each so many-th event of a pixel, of both polarities together.
   *
   * @param every 1 keeps all
   * @return the transform
   * @throws IllegalArgumentException if it is less than 1
   */
  static EventTransform decimation(int every) {
    Require.atLeast("every", 1, every);
    return of("each " + every + "th of a pixel", (sensor, _) -> new Decimation(sensor, every));
  }

  /**
   * Keeps the first events of each window of time, whose starts are multiples of its length: what a
   * link or a network can take.
   *
   * @param most events of a window, at least 0
   * @param micros length of a window in microseconds, at least 1
   * @return the transform
   * @throws IllegalArgumentException if a number is out of range
   */
  static EventTransform rateLimit(int most, long micros) {
    Require.atLeast("most", 0, most);
    Require.atLeast("micros", 1, micros);
    return of("at most " + most + " in " + micros + " us", (_, _) -> new RateLimit(most, micros));
  }

  // Where and when.

  /**
   * Cuts a window out of the sensor, whose first pixel becomes 0, 0.
   *
   * @param left the first column, at least 0
   * @param top the first row, at least 0
   * @param width columns of the window, at least 1
   * @param height rows of the window, at least 1
   * @return the transform
   * @throws IllegalArgumentException if a number is out of range; when it is applied, if the window
   *     does not lie inside the sensor
   */
  static EventTransform crop(int left, int top, int width, int height) {
    Require.atLeast("left", 0, left);
    Require.atLeast("top", 0, top);
    Sensor window = new Sensor(width, height);
    return of(
        "cropped to " + window + " at " + left + ", " + top,
        given -> Places.requireInside(given, window, left, top),
        (_, _) -> Places.shift(-left, -top, window));
  }

  /**
   * Cuts the middle out of the sensor: (width of the sensor - width) / 2 columns go on the left,
   * and rows likewise.
   *
   * @param width columns of the window, at least 1
   * @param height rows of the window, at least 1
   * @return the transform
   * @throws IllegalArgumentException if a number is out of range; when it is applied, if the window
   *     is larger than the sensor
   */
  static EventTransform centerCrop(int width, int height) {
    Sensor window = new Sensor(width, height);
    return of(
        "cropped to the middle " + window,
        given -> Places.requireInside(given, window, 0, 0),
        (given, _) ->
            Places.shift(-((given.width() - width) / 2), -((given.height() - height) / 2), window));
  }

  /**
   * Cuts a window out of the sensor at a random place.
   *
   * @param width columns of the window, at least 1
   * @param height rows of the window, at least 1
   * @return the transform
   * @throws IllegalArgumentException if a number is out of range; when it is applied, if the window
   *     is larger than the sensor
   */
  static EventTransform randomCrop(int width, int height) {
    Sensor window = new Sensor(width, height);
    return of(
        "randomly cropped to " + window,
        given -> Places.requireInside(given, window, 0, 0),
        (given, random) -> {
          int left = random.nextInt(given.width() - width + 1);
          int top = random.nextInt(given.height() - height + 1);
          return Places.shift(-left, -top, window);
        });
  }

  /**
   * Left and right exchanged: x becomes width - 1 - x.
   *
   * @return the transform
   */
  static EventTransform flipX() {
    return of("flipped in x", (sensor, _) -> Places.mirror(sensor, true, false));
  }

  /**
   * Top and bottom exchanged: y becomes height - 1 - y.
   *
   * @return the transform
   */
  static EventTransform flipY() {
    return of("flipped in y", (sensor, _) -> Places.mirror(sensor, false, true));
  }

  /**
   * Left and right exchanged in half of all recordings.
   *
   * @return the transform
   */
  static EventTransform randomFlip() {
    return of(
        "randomly flipped in x",
        (sensor, random) -> Places.mirror(sensor, random.nextInt(2) == 1, false));
  }

  /**
   * Turns the picture about the middle of the sensor, to the nearest pixels, counter-clockwise
   * where row 0 is at the top. What comes to lie outside is taken out.
   *
   * @param degrees the angle
   * @return the transform
   * @throws IllegalArgumentException if it is not finite
   */
  static EventTransform rotate(double degrees) {
    Places.requireFinite("degrees", degrees);
    return of("rotated by " + degrees, (sensor, _) -> new Rotation(sensor, degrees));
  }

  /**
   * Turns each recording by another random angle.
   *
   * @param degrees the angle is uniform in [-degrees, degrees], at least 0
   * @return the transform
   * @throws IllegalArgumentException if it is negative or not finite
   */
  static EventTransform randomRotation(double degrees) {
    Require.notNegative("degrees", degrees);
    return of(
        "randomly rotated by " + degrees,
        (sensor, random) -> new Rotation(sensor, degrees * (2 * random.nextFloat() - 1)));
  }

  /**
   * Moves each recording by a random number of pixels; what comes to lie outside is taken out.
   *
   * @param most it is moved by up to this in x and in y, either way
   * @return the transform
   * @throws IllegalArgumentException if it is negative
   */
  static EventTransform randomShift(int most) {
    Require.atLeast("most", 0, most);
    return of(
        "randomly shifted by " + most,
        (sensor, random) ->
            Places.shift(
                random.nextInt(2 * most + 1) - most, random.nextInt(2 * most + 1) - most, sensor));
  }

  /**
   * Makes the sensor smaller, without joining events: x becomes floor(x factor), y likewise.
   *
   * @param factor in (0, 1]
   * @return the transform
   * @throws IllegalArgumentException if the factor is out of range
   */
  static EventTransform downsample(double factor) {
    if (!(factor > 0 && factor <= 1)) {
      throw new IllegalArgumentException("factor: expected a number in (0, 1], got " + factor);
    }
    return of(
        "downsampled by " + factor,
        given ->
            new Sensor(
                1 + (int) ((given.width() - 1) * factor),
                1 + (int) ((given.height() - 1) * factor)),
        (_, _) -> batch -> Places.scale(batch, factor));
  }

  /**
   * Moves each event by normally distributed numbers of pixels, cut off towards 0; what comes to
   * lie outside is taken out.
   *
   * @param deviation standard deviation in pixels, at least 0
   * @return the transform
   * @throws IllegalArgumentException if it is negative or not finite
   */
  static EventTransform jitter(double deviation) {
    Require.notNegative("deviation", deviation);
    return of(
        "jittered by " + deviation + " pixels",
        (sensor, random) -> new Jitter(sensor, deviation, random));
  }

  /**
   * Adds normally distributed numbers to the times, cut off to whole microseconds, and puts events
   * in order again; those before time 0 are taken out.
   *
   * @param deviation standard deviation in microseconds, at least 0
   * @return the transform
   * @throws IllegalArgumentException if it is negative or not finite
   */
  static EventTransform timeJitter(double deviation) {
    Require.notNegative("deviation", deviation);
    return of("jittered by " + deviation + " us", (_, random) -> Times.jitter(deviation, random));
  }

  /**
   * Stretches time: t becomes t factor + offset, cut off to whole microseconds.
   *
   * @param factor greater than 0
   * @param offset microseconds
   * @return the transform
   * @throws IllegalArgumentException if the factor is not positive, or the offset not finite
   */
  static EventTransform timeSkew(double factor, double offset) {
    Require.positive("factor", factor);
    Places.requireFinite("offset", offset);
    return of(
        "time by " + factor + " and " + offset,
        (_, _) -> batch -> Times.stretch(batch, factor, offset));
  }

  /**
   * Keeps events of a stretch of time.
   *
   * @param first the earliest time, microseconds
   * @param last the latest time, microseconds; it belongs to it
   * @return the transform
   */
  static EventTransform cropTime(long first, long last) {
    return of("of time " + first + " to " + last + " us", (_, _) -> new Stretch(first, last));
  }

  /**
   * Plays the whole recording backwards: t becomes the last time - t, ON becomes OFF, the order is
   * reversed.
   *
   * @return the transform
   */
  static EventTransform timeReversal() {
    return of("backwards", (_, _) -> Times::reverse);
  }

  /**
   * Puts events in the order of their time; those of one time stay in theirs.
   *
   * @return the transform
   */
  static EventTransform sort() {
    return of("in order", (_, _) -> TimeOrder::sort);
  }

  // Polarity.

  /**
   * All events are OFF, so that there is one channel.
   *
   * @return the transform
   */
  static EventTransform mergePolarities() {
    return of("of one polarity", (_, _) -> batch -> Places.polarity(batch, 0, 0));
  }

  /**
   * ON becomes OFF and OFF becomes ON.
   *
   * @return the transform
   */
  static EventTransform flipPolarity() {
    return of("of the other polarity", (_, _) -> batch -> Places.polarity(batch, 1, 1));
  }

  // Losses and noise.

  /**
   * Takes out a share of the events of the whole recording, floor(share n + 1/2) of n, each as
   * likely as the others.
   *
   * @param share in [0, 1)
   * @return the transform
   * @throws IllegalArgumentException if it is out of range
   */
  static EventTransform drop(double share) {
    Require.fraction("share", share);
    return of("without " + share + " of all", (_, random) -> new Drop(share, random));
  }

  /**
   * Takes out a window of time of the whole recording, at a random place.
   *
   * @param share its length, as a share of the last time; in [0, 1)
   * @return the transform
   * @throws IllegalArgumentException if it is out of range
   */
  static EventTransform dropTime(double share) {
    Require.fraction("share", share);
    return of("without " + share + " of the time", (_, random) -> Gap.ofTime(share, random));
  }

  /**
   * Takes out a rectangle at a random place: floor(share width) columns of floor(share height)
   * rows.
   *
   * @param share of each side; in [0, 1)
   * @return the transform
   * @throws IllegalArgumentException if it is out of range
   */
  static EventTransform dropArea(double share) {
    Require.fraction("share", share);
    return of(
        "without " + share + " of each side",
        (sensor, random) -> Gap.ofArea(sensor, share, random));
  }

  /**
   * Adds events at random pixels and times, of random polarity, between the first and the last of
   * the whole recording, in order.
   *
   * @param events how many, at least 0
   * @return the transform
   * @throws IllegalArgumentException if it is negative
   */
  static EventTransform noise(int events) {
    Require.atLeast("events", 0, events);
    return of(
        "with " + events + " of noise",
        (sensor, random) -> batch -> Times.addNoise(batch, events, sensor, random));
  }
}
