package dev.sleipnir.kernels.attention;

import dev.sleipnir.kernels.require.Require;
import java.util.Arrays;

/**
 * Attention of several heads without softmax, y = scale q (kᵀ v), of samples [tokens][features]:
 * each head has its part of the features. kᵀ v comes first: a matrix of a head's features, whatever
 * the number of tokens. What is 0 costs nothing, and of spikes all sums are whole numbers, so that
 * no order of them would give other bits.
 *
 * @param tokens tokens of a sample
 * @param features features of a token
 * @param heads heads; divide the features
 * @param scale what sums are multiplied by
 */
public record LinearAttention(int tokens, int features, int heads, float scale) {
  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if one is not positive, or heads do not divide features
   */
  public LinearAttention {
    Require.positive("tokens", tokens);
    Require.positive("features", features);
    Require.positive("heads", heads);
    if (features % heads != 0) {
      throw new IllegalArgumentException(
          "features: expected a multiple of the " + heads + " heads, got " + features);
    }
  }

  private int part() {
    return features / heads;
  }

  /**
   * Floats that a call needs for itself.
   *
   * @return two matrices of a head
   */
  public int scratch() {
    return 2 * part() * part();
  }

  /**
   * Forward, of one sample.
   *
   * @param sample which sample
   * @param q queries, [samples][tokens][features]
   * @param k keys
   * @param v values
   * @param y receives the result
   * @param scratch overwritten, {@link #scratch()} floats from {@code own} on
   * @param own where they begin
   */
  public void forward(
      int sample, float[] q, float[] k, float[] v, float[] y, float[] scratch, int own) {
    int first = sample * tokens * features;
    Arrays.fill(y, first, first + tokens * features, 0f);
    for (int at = first; at < first + features; at += part()) {
      outer(k, v, at, 1, scratch, own);
      multiply(q, at, scratch, own, scale, y);
    }
  }

  /**
   * Backward, of one sample.
   *
   * @param sample which sample
   * @param q queries
   * @param k keys
   * @param v values
   * @param g gradient at the result
   * @param forQ receives the gradient at the queries
   * @param forK receives that at the keys
   * @param forV receives that at the values
   * @param scratch overwritten, {@link #scratch()} floats from {@code own} on
   * @param own where they begin
   */
  public void backward(
      int sample,
      float[] q,
      float[] k,
      float[] v,
      float[] g,
      float[] forQ,
      float[] forK,
      float[] forV,
      float[] scratch,
      int own) {
    int first = sample * tokens * features;
    int end = first + tokens * features;
    Arrays.fill(forQ, first, end, 0f);
    Arrays.fill(forK, first, end, 0f);
    Arrays.fill(forV, first, end, 0f);
    int other = own + part() * part();
    for (int at = first; at < first + features; at += part()) {
      outer(v, k, at, 1, scratch, own); // (kᵀ v)ᵀ
      multiply(g, at, scratch, own, scale, forQ);
      outer(q, g, at, scale, scratch, own); // the gradient at kᵀ v
      multiply(k, at, scratch, own, 1, forV);
      transpose(scratch, own, other);
      multiply(v, at, scratch, other, 1, forK);
    }
  }

  /** m = factor aᵀ b, of one head. */
  private void outer(float[] a, float[] b, int at, float factor, float[] m, int to) {
    int part = part();
    Arrays.fill(m, to, to + part * part, 0f);
    for (int token = 0; token < tokens; token++) {
      int row = at + token * features;
      for (int c = 0; c < part; c++) {
        addRow(a[row + c] * factor, b, row, m, to + c * part, part);
      }
    }
  }

  /** y += factor a m, of one head. */
  private void multiply(float[] a, int at, float[] m, int from, float factor, float[] y) {
    int part = part();
    for (int token = 0; token < tokens; token++) {
      int row = at + token * features;
      for (int c = 0; c < part; c++) {
        addRow(a[row + c] * factor, m, from + c * part, y, row, part);
      }
    }
  }

  private static void addRow(float by, float[] from, int fromAt, float[] to, int toAt, int count) {
    if (by != 0) {
      for (int i = 0; i < count; i++) {
        to[toAt + i] += by * from[fromAt + i];
      }
    }
  }

  private void transpose(float[] m, int from, int to) {
    int part = part();
    for (int r = 0; r < part; r++) {
      for (int c = 0; c < part; c++) {
        m[to + c * part + r] = m[from + r * part + c];
      }
    }
  }
}
