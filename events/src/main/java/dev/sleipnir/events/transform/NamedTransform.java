package dev.sleipnir.events.transform;

import dev.sleipnir.kernels.random.RandomStream;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * A transform that tells what it does.
 *
 * @param text what a checkpoint keeps
 * @param size of the sensor afterwards
 * @param work for a sensor and random numbers
 */
record NamedTransform(
    String text, UnaryOperator<Sensor> size, BiFunction<Sensor, RandomStream, EventFilter> work)
    implements EventTransform {
  @Override
  public EventFilter start(Sensor sensor, RandomStream random) {
    Sensor _ = size.apply(sensor); // refuses what it cannot be applied to
    return work.apply(sensor, random);
  }

  @Override
  public Sensor sensor(Sensor given) {
    return size.apply(given);
  }
}
