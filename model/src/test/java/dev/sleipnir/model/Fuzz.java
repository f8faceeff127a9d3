package dev.sleipnir.model;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Tries random inputs for a time. Every input has a random number generator of its own, of the seed
 * and the input's number, so that a failure is found again from what is printed; the input is kept
 * in {@code target/fuzz}.
 *
 * <p>System properties: {@code sleipnir.fuzz.seconds} for each target, {@code
 * sleipnir.fuzz.inputs}, how many there are at least, however long that takes, {@code
 * sleipnir.fuzz.seed} (a number, or {@code time} for another one each time), {@code
 * sleipnir.fuzz.first}, the number of the first input.
 */
public final class Fuzz {
  private static final double SECONDS =
      Double.parseDouble(System.getProperty("sleipnir.fuzz.seconds", "0.5"));
  private static final long SEED = seed(System.getProperty("sleipnir.fuzz.seed", "1"));
  private static final long FIRST = Long.getLong("sleipnir.fuzz.first", 0);
  private static final long INPUTS = Long.getLong("sleipnir.fuzz.inputs", 0);

  /** No input may take longer. */
  private static final double LONGEST = 20;

  /** Numbers at which arithmetic breaks. */
  private static final long[] EDGES = {
    0,
    1,
    -1,
    2,
    127,
    255,
    256,
    65535,
    65536,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    1L << 32,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private Fuzz() {}

  /** What is done with one input. */
  public interface Check {
    /**
     * Makes an input and tries it.
     *
     * @param random what it is made from
     * @param input is told what is tried, a text or bytes, before it is
     * @throws Exception where the input is refused
     */
    void run(Random random, Consumer<Object> input) throws Exception;
  }

  private static long seed(String text) {
    return text.equals("time") ? System.nanoTime() : Long.parseLong(text);
  }

  /**
   * Tries inputs until the time is over and there were as many as there are to be.
   *
   * @param target what is tried, for messages and file names
   * @param refusals the exceptions that may be thrown, exactly these classes, with a message
   * @param check makes and tries an input
   */
  public static void run(String target, Set<Class<?>> refusals, Check check) {
    long start = System.nanoTime();
    long refused = 0;
    long number = FIRST;
    while (number - FIRST < INPUTS || (System.nanoTime() - start) * 1e-9 < SECONDS) {
      Object[] input = {"nothing"};
      long before = System.nanoTime();
      try {
        check.run(new Random(SEED * 1_000_003 + number), i -> input[0] = i);
      } catch (Throwable e) {
        String message = e.getMessage();
        if (!refusals.contains(e.getClass()) || message == null || message.isBlank()) {
          Path file = keep(target, number, input[0]);
          fail(target + ": input " + number + " of seed " + SEED + ", kept in " + file, e);
        }
        refused++;
      }
      double seconds = (System.nanoTime() - before) * 1e-9;
      if (seconds > LONGEST) {
        Path file = keep(target, number, input[0]);
        fail(
            target + ": input " + number + " of seed " + SEED + " took " + seconds + " s: " + file);
      }
      number++;
    }
    System.out.printf(
        "fuzz %s: %d inputs from number %d of seed %d in %.0f s, %d refused, none wrongly%n",
        target, number - FIRST, FIRST, SEED, (System.nanoTime() - start) * 1e-9, refused);
  }

  private static Path keep(String target, long number, Object input) {
    byte[] bytes =
        input instanceof byte[] raw ? raw : String.valueOf(input).getBytes(StandardCharsets.UTF_8);
    Path file = Path.of("target", "fuzz", target.replace(' ', '-') + "-" + SEED + "-" + number);
    try {
      Files.createDirectories(file.getParent());
      return Files.write(file, bytes).toAbsolutePath();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * A number at which arithmetic breaks, or near it.
   *
   * @param random what it is drawn from
   * @return any long
   */
  public static long edge(Random random) {
    long edge = EDGES[random.nextInt(EDGES.length)];
    return random.nextInt(3) == 0 ? edge + random.nextInt(5) - 2 : edge;
  }

  /**
   * A text changed in a few places: parts left out, doubled, moved, replaced by words.
   *
   * @param random what the changes are drawn from
   * @param text the text
   * @param words what may come in
   * @return another text
   */
  public static String mutated(Random random, String text, String... words) {
    StringBuilder changed = new StringBuilder(text);
    for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
      int from = random.nextInt(changed.length() + 1);
      int to = Math.min(changed.length(), from + random.nextInt(random.nextInt(10) == 0 ? 80 : 6));
      switch (random.nextInt(5)) {
        case 0 -> changed.delete(from, to);
        case 1 -> changed.insert(from, changed.substring(from, to));
        case 2 -> changed.replace(from, to, words[random.nextInt(words.length)]);
        case 3 -> changed.insert(from, " " + words[random.nextInt(words.length)] + " ");
        default -> {
          String part = changed.substring(from, to);
          changed.delete(from, to);
          changed.insert(random.nextInt(changed.length() + 1), part);
        }
      }
    }
    return changed.toString();
  }

  /**
   * Bytes changed in a few places: flipped, cut off, doubled, overwritten with numbers at which
   * arithmetic breaks.
   *
   * @param random what the changes are drawn from
   * @param bytes the bytes
   * @return others
   */
  public static byte[] mutated(Random random, byte[] bytes) {
    byte[] changed = bytes.clone();
    for (int changes = 1 + random.nextInt(3); changes > 0 && changed.length > 0; changes--) {
      int at = random.nextInt(changed.length);
      switch (random.nextInt(5)) {
        case 0 -> changed[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> changed = Arrays.copyOf(changed, at);
        case 2 -> {
          byte[] longer = Arrays.copyOf(changed, changed.length + random.nextInt(9));
          System.arraycopy(
              changed, at, longer, longer.length - changed.length + at, changed.length - at);
          changed = longer;
        }
        default -> {
          long value = edge(random);
          int bytesOfIt = random.nextBoolean() ? 4 : 8;
          for (int b = 0; b < bytesOfIt && at + b < changed.length; b++) {
            changed[at + b] = (byte) (value >> (8 * (bytesOfIt - 1 - b)));
          }
        }
      }
    }
    return changed;
  }
}
