package dev.sleipnir.tasks.events;

import dev.sleipnir.events.EventSource;
import dev.sleipnir.events.Events;
import java.util.SplittableRandom;

/**
 * Events as a camera of 640 x 480 sends them while much moves: bursts of some events of one row and
 * time, columns rising, mostly of one polarity; 10 million a second. Never held as a whole.
 */
final class DrawnEvents implements EventSource {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 480;

  private final SplittableRandom random;
  private long left;
  private long t;
  private int x = WIDTH;
  private int y;
  private int polarity;

  DrawnEvents(long count, long seed) {
    left = count;
    random = new SplittableRandom(seed);
  }

  @Override
  public int width() {
    return WIDTH;
  }

  @Override
  public int height() {
    return HEIGHT;
  }

  @Override
  public int read(Events batch) {
    if (left == 0) {
      return -1;
    }
    int count = 0;
    while (batch.room() > 0 && left > 0) {
      int bits = random.nextInt();
      boolean isNear = (bits & 3) == 0;
      x += 1 + (isNear ? bits >>> 2 & 3 : bits >>> 2 & 255);
      if (x >= WIDTH) {
        // Some bursts in the same microsecond.
        t += (bits >>> 10 & 3) == 0 ? 1 : 0;
        y = (bits >>> 12) % HEIGHT;
        x = (bits >>> 22) % (WIDTH / 2);
        polarity = bits >>> 31;
      }
      batch.add(t, x, y, polarity);
      left--;
      count++;
    }
    return count;
  }
}
