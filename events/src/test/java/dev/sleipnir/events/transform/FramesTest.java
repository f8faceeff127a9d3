package dev.sleipnir.events.transform;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.events.Events;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.model.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frames against sums over all events, and slices at their edges. */
class FramesTest {
  private static Events drawn(int count, Sensor sensor) {
    RandomStream random = new RandomStream(1, count);
    Events events = new Events(1);
    for (int i = 0; i < count; i++) {
      events.add(
          10L * i,
          random.nextInt(sensor.width()),
          random.nextInt(sensor.height()),
          random.nextInt(2));
    }
    return events;
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "5, 13, 65", "8, 8, 1000", "65, 3, 300", "16, 4, 0"})
  void framesHoldTheirEvents(int width, int height, int count) {
    Sensor sensor = new Sensor(width, height);
    Events events = drawn(count, sensor);
    Slicing slicing = Slicing.steps(170, 7);
    for (Frames frames : new Frames[] {new Frames(sensor), new Frames(sensor).merged()}) {
      float[][][][] expected = new float[7][frames.channels()][height][width];
      for (int i = 0; i < count; i++) {
        int step = (int) (events.t(i) / 170);
        if (step < 7) {
          int channel = frames.channels() == 1 ? 0 : events.polarity(i);
          expected[step][channel][events.y(i)][events.x(i)]++;
        }
      }
      Tensor counts = frames.counts(events, slicing);
      Tensor bits = frames.bits(events, slicing);
      assertNotNull(bits.spikes());
      for (int s = 0; s < 7; s++) {
        for (int c = 0; c < frames.channels(); c++) {
          for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
              assertEquals(expected[s][c][y][x], counts.get(s, c, y, x));
              assertEquals(Math.min(1, expected[s][c][y][x]), bits.get(s, c, y, x));
            }
          }
        }
      }
    }
  }

  @Test
  void streamsMarkRowsAndLeaveOutWhatIsOutside() {
    Sensor sensor = new Sensor(4, 3);
    Frames frames = new Frames(sensor);
    Events events = new Events(4);
    events.add(0, 3, 2, 1);
    events.add(0, 4, 0, 1);
    events.add(0, 0, 3, 0);
    events.add(0, 65535, 65535, 0);
    SpikeRows rows = SpikeRows.silent(2, frames.size());
    assertEquals(3, frames.mark(events, 0, 4, rows, 1));
    assertEquals(1, rows.count(0, 2));
    assertTrue(rows.get(1, 12 + 2 * 4 + 3));
    float[] counts = new float[30];
    assertEquals(3, frames.count(events, 0, 4, counts, 6));
    assertEquals(1, counts[6 + 12 + 2 * 4 + 3]);
    String message =
        String.valueOf(
            assertThrows(
                    IllegalArgumentException.class, () -> frames.bits(events, Slicing.count(4)))
                .getMessage());
    assertEquals("events: expected pixels of a sensor of 4 x 3, got 4, 0 at event 1", message);
    assertThrows(
        IllegalArgumentException.class, () -> frames.mark(events, 0, 4, SpikeRows.silent(1, 9), 0));
    assertThrows(IndexOutOfBoundsException.class, () -> frames.mark(events, 0, 5, rows, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> frames.mark(events, 0, 4, rows, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> frames.count(events, 0, 4, counts, 7));
  }

  @Test
  void slicesOfNothingAndOfOne() {
    Events none = new Events(1);
    Events one = drawn(1, new Sensor(1, 1));
    for (Slicing slicing :
        new Slicing[] {Slicing.time(10).withIncomplete(), Slicing.time(10), Slicing.count(3)}) {
      assertEquals(1, slicing.of(none).count(), slicing.toString());
      assertEquals(0, slicing.of(none).to(0), slicing.toString());
      assertEquals(1, slicing.of(one).count(), slicing.toString());
      assertEquals(1, slicing.of(one).to(0), slicing.toString());
    }
    assertEquals(4, Slicing.timeBins(4).of(none).count());
    assertEquals(4, Slicing.eventBins(4).of(one).count());
    assertEquals(0, VoxelGrid.of(none, new Sensor(2, 2), 3).sum().item());
    assertEquals(1, Math.abs(VoxelGrid.of(one, new Sensor(2, 2), 3).at(0).sum().item()));
  }

  @Test
  void refusesWhatCannotBeCut() {
    Events back = new Events(2);
    back.add(5, 0, 0, 0);
    back.add(4, 0, 0, 0);
    assertEquals(
        "events: expected times that never go back (EventTransform.sort() puts them in order), got"
            + " 4 after 5 at event 1",
        assertThrows(IllegalArgumentException.class, () -> Slicing.time(1).of(back)).getMessage());
    Events far = new Events(2);
    far.add(0, 0, 0, 0);
    far.add(1L << 40, 0, 0, 0);
    assertThrows(IllegalArgumentException.class, () -> Slicing.time(1).of(far));
    assertThrows(IllegalArgumentException.class, () -> Slicing.time(10).overlap(10));
    assertThrows(IllegalArgumentException.class, () -> Slicing.count(10).overlap(0.5));
    assertThrows(IllegalArgumentException.class, () -> Slicing.timeBins(10).overlap(1));
    assertThrows(IllegalArgumentException.class, () -> Slicing.steps(1, 1).overlap(0.5));
    assertThrows(IllegalStateException.class, () -> Slicing.timeBins(2).withIncomplete());
  }

  @Test
  void surfacesRememberTheLastEvent() {
    Events events = new Events(3);
    events.add(1000, 0, 0, 1);
    events.add(1500, 1, 0, 0);
    events.add(3000, 0, 0, 1);
    Frames frames = new Frames(new Sensor(2, 1));
    float[] values = TimeSurface.of(events, frames, 1000, 500).values();
    float[] expected = {
      0, decay(500), decay(1000), 0, 0, decay(1500), decay(2000), 0,
    };
    assertArrayEquals(expected, values);
    float[] merged = TimeSurface.of(events, frames.merged(), 1000, 500).values();
    assertArrayEquals(new float[] {decay(1000), decay(500), decay(2000), decay(1500)}, merged);
  }

  private static float decay(long micros) {
    return (float) StrictMath.exp(-micros / 500.0);
  }
}
