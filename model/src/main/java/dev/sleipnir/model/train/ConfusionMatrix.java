package dev.sleipnir.model.train;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;

/**
 * How often which class was answered for which: counts the batches that it judges as accuracy does.
 *
 * <pre>{@code
 * var confusion = new ConfusionMatrix(10);
 * trainer.evaluate(test.metric(confusion), "test");
 * IO.println(confusion);
 * }</pre>
 *
 * <p>Not for use by several threads at once.
 */
public final class ConfusionMatrix implements Metric {
  private final long[][] counts;

  /**
   * A matrix without counts.
   *
   * @param classes how many classes there are, at least 1
   * @throws IllegalArgumentException if it is less
   */
  public ConfusionMatrix(int classes) {
    Require.atLeast("classes", 1, classes);
    counts = new long[classes][classes];
  }

  /**
   * Counts a batch.
   *
   * @throws IllegalArgumentException if the scores are of another number of classes, or a label is
   *     none of them; nothing is counted then
   */
  @Override
  public double of(Tensor decoded, Tensor targets) {
    Answers answers = new Answers(decoded, targets);
    Require.length("classes", counts.length, "one score each", answers.classes);
    for (int n = 0; n < answers.size(); n++) {
      int label = answers.wanted(n);
      if (label != Answers.NOTHING && (label < 0 || label >= counts.length)) {
        throw new IllegalArgumentException(
            "targets: expected classes 0 to " + (counts.length - 1) + ", got " + label);
      }
    }
    for (int n = 0; n < answers.size(); n++) {
      if (answers.wanted(n) != Answers.NOTHING) {
        counts[answers.wanted(n)][answers.given(n)]++;
      }
    }
    return answers.right();
  }

  @Override
  public String name() {
    return "accuracy";
  }

  /** {@return how many classes there are} */
  public int classes() {
    return counts.length;
  }

  /**
   * How often a class was answered for another, or itself.
   *
   * @param wanted the right class
   * @param given the class that was answered
   * @return the count
   */
  public long count(int wanted, int given) {
    return counts[wanted][given];
  }

  /** Forgets all counts. */
  public void clear() {
    for (long[] row : counts) {
      Arrays.fill(row, 0);
    }
  }

  /** {@return the share of samples that were answered rightly; NaN without samples} */
  public double accuracy() {
    long right = 0;
    long all = 0;
    for (int c = 0; c < counts.length; c++) {
      right += counts[c][c];
      all += row(c);
    }
    return (double) right / all;
  }

  /**
   * Of the samples for which a class was answered, the share that was of it.
   *
   * @param of the class
   * @return its precision; NaN if it never was answered
   */
  public double precision(int of) {
    long all = 0;
    for (long[] row : counts) {
      all += row[of];
    }
    return (double) counts[of][of] / all;
  }

  /**
   * Of the samples of a class, the share that was answered rightly.
   *
   * @param of the class
   * @return its recall; NaN if there was no sample of it
   */
  public double recall(int of) {
    return (double) counts[of][of] / row(of);
  }

  /**
   * The harmonic mean of precision and recall.
   *
   * @param of the class
   * @return its F1; NaN if it neither came nor was answered
   */
  public double f1(int of) {
    long column = 0;
    for (long[] row : counts) {
      column += row[of];
    }
    return 2.0 * counts[of][of] / (row(of) + column);
  }

  private long row(int of) {
    long all = 0;
    for (long count : counts[of]) {
      all += count;
    }
    return all;
  }

  /**
   * A row for each right class: the counts of the answers, then precision and recall in per cent.
   */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("class");
    for (int c = 0; c < counts.length; c++) {
      text.append(String.format(Locale.ROOT, "%7d", c));
    }
    text.append("  precision  recall\n");
    for (int c = 0; c < counts.length; c++) {
      text.append(String.format(Locale.ROOT, "%5d", c));
      for (long count : counts[c]) {
        text.append(String.format(Locale.ROOT, "%7d", count));
      }
      text.append(String.format(Locale.ROOT, "%11.1f%8.1f\n", 100 * precision(c), 100 * recall(c)));
    }
    return text.toString();
  }
}
