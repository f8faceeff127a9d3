package dev.sleipnir.network;

import dev.sleipnir.kernels.state.State;
import dev.sleipnir.network.exchange.Columns;
import java.util.Arrays;

/** Values at some places, sampled again and again: a row for each sample. */
final class Samples {
  private static final int FIRST = 256;

  private final String what;
  private final int places;
  private long[] steps = new long[FIRST];
  private float[] values;
  private int count;

  Samples(String what, int places) {
    this.what = what;
    this.places = places;
    values = new float[Math.multiplyExact(FIRST, places)];
  }

  /** Begins a sample: where its row is in {@link #array}. */
  int begin(long step) {
    if (count == steps.length) {
      grow();
    }
    steps[count] = step;
    return count++ * places;
  }

  float[] array() {
    return values;
  }

  private void grow() {
    int most = (Integer.MAX_VALUE - 8) / Math.max(1, places);
    if (count >= most) {
      throw new IllegalStateException(
          what
              + ": expected at most "
              + most
              + " samples of "
              + places
              + " values in memory, got more: record fewer places, or less often");
    }
    steps = Arrays.copyOf(steps, (int) Math.min(most, Math.max(FIRST, 2L * count)));
    values = Arrays.copyOf(values, steps.length * places);
  }

  void state(State state) {
    long[] when = state.longs("steps", steps());
    float[] sampled = state.floats("values", Arrays.copyOf(values, count * places));
    if ((long) when.length * places != sampled.length) {
      throw new IllegalArgumentException(
          what
              + ": expected "
              + places
              + " values in each of "
              + when.length
              + " steps, got "
              + sampled.length);
    }
    state.restore(
        () -> {
          count = when.length;
          steps = when;
          values = sampled;
        });
  }

  long[] steps() {
    return Arrays.copyOf(steps, count);
  }

  /** All samples of a place. */
  float[] ofPlace(int place) {
    require("a place", places, place);
    float[] of = new float[count];
    for (int s = 0; s < count; s++) {
      of[s] = values[s * places + place];
    }
    return of;
  }

  /** All places of a sample. */
  float[] ofSample(int sample) {
    require("a sample", count, sample);
    return Arrays.copyOfRange(values, sample * places, (sample + 1) * places);
  }

  private void require(String thing, int of, int got) {
    if (got < 0 || got >= of) {
      throw new IllegalArgumentException(
          what + ": expected " + thing + " from 0 to " + (of - 1) + ", got " + got);
    }
  }

  Columns columns(String variable, String axis, int[] things, double dt) {
    return Steps.columns(steps(), dt)
        .with(variable, Arrays.copyOf(values, count * places), axis, things)
        .say("dt", dt);
  }

  void clear() {
    count = 0;
  }
}
