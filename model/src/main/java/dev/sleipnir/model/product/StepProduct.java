package dev.sleipnir.model.product;

import dev.sleipnir.kernels.gemm.Gemm;
import dev.sleipnir.kernels.layout.Transpose;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.spikes.RowSums;
import dev.sleipnir.kernels.tuning.Tuning;
import dev.sleipnir.model.tensor.Scope;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What dense weights W do with the inputs of one step after the other: y = x Wᵀ and its gradients.
 * Where few inputs are not 0, a row of the turned weights is added for each that is not, in the
 * order of the dense product: both give the same bits. For one sample, the dense product would pack
 * all weights, which costs more than the product.
 *
 * <p>It keeps what a step needs, so that a step allocates nothing; it belongs to one caller at a
 * time.
 */
public final class StepProduct implements Parallel.Task {
  private static final float[] NOTHING = {};

  private final int batch;
  private final int inputs;
  private final int outputs;
  private final float[] weights;
  private final Gemm gemm;
  private final @Nullable Scope scope;
  private final int samplesOfBlock;

  /** The weights with a row for each input; made when first needed. */
  private float[] turned = NOTHING;

  private boolean fresh;

  /** For each thread, which inputs of a sample are not 0. */
  private int[][] active = {};

  private float[] x = NOTHING;
  private int xFrom;
  private float[] y = NOTHING;
  private int yFrom;

  /**
   * Products in a scope, by its {@link Scope#propagation}.
   *
   * @param batch samples of a step
   * @param inputs features in
   * @param outputs features out
   * @param weights W, [outputs, inputs]; shared
   * @param scope threads and scratch
   */
  public StepProduct(int batch, int inputs, int outputs, float[] weights, Scope scope) {
    this(batch, inputs, outputs, weights, scope.gemm(), scope);
  }

  private StepProduct(
      int batch, int inputs, int outputs, float[] weights, Gemm gemm, @Nullable Scope scope) {
    this.batch = batch;
    this.inputs = inputs;
    this.outputs = outputs;
    this.weights = weights;
    this.gemm = gemm;
    this.scope = scope;
    samplesOfBlock = Math.max(1, Tuning.NEURONS_AT_ONCE / Math.max(1, outputs));
  }

  /**
   * Products that are always dense: weights that are not finite come through, whatever the inputs.
   *
   * @param batch samples of a step
   * @param inputs features in
   * @param outputs features out
   * @param weights W, [outputs, inputs]; shared, and may be edited from step to step
   * @param gemm what computes them
   * @return the products
   */
  public static StepProduct dense(int batch, int inputs, int outputs, float[] weights, Gemm gemm) {
    return new StepProduct(batch, inputs, outputs, weights, gemm, null);
  }

  /** Says that the weights were edited. */
  public void refresh() {
    fresh = false;
  }

  /**
   * y = x Wᵀ, or y += x Wᵀ.
   *
   * @param x any values, [batch, inputs]
   * @param xFrom where they begin
   * @param y [batch, outputs]
   * @param yFrom where they begin
   * @param accumulate whether to add to what y holds
   */
  public void multiply(float[] x, int xFrom, float[] y, int yFrom, boolean accumulate) {
    Scope events = scope;
    if (events == null || !isEventDriven(events, x, xFrom)) {
      gemm.multiply(
          Gemm.Form.NT, batch, outputs, inputs, x, xFrom, weights, 0, y, yFrom, accumulate);
      return;
    }
    turn(events);
    if (!accumulate) {
      Arrays.fill(y, yFrom, yFrom + batch * outputs, 0f);
    }
    this.x = x;
    this.xFrom = xFrom;
    this.y = y;
    this.yFrom = yFrom;
    events.parallel().forEach((batch + samplesOfBlock - 1) / samplesOfBlock, this);
    this.x = NOTHING;
    this.y = NOTHING;
  }

  /** By the number of inputs alone; for one sample the dense product reads all weights as well. */
  private boolean isEventDriven(Scope events, float[] values, int from) {
    return switch (events.propagation()) {
      case EVENT -> true;
      case DENSE -> false;
      case AUTO -> {
        int all = batch * inputs;
        yield batch == 1 || RowSums.count(values, from, all) <= Tuning.EVENT_STEP * all;
      }
    };
  }

  private void turn(Scope events) {
    if (fresh) {
      return;
    }
    if (active.length == 0) {
      turned = events.take(inputs * outputs);
      active = new int[events.parallel().threads()][inputs];
    }
    Transpose.transpose(weights, 0, turned, 0, outputs, inputs);
    fresh = true;
  }

  @Override
  public void run(int block, int worker) {
    int[] list = active[worker];
    int end = Math.min(batch, (block + 1) * samplesOfBlock);
    for (int b = block * samplesOfBlock; b < end; b++) {
      int from = xFrom + b * inputs;
      int count = RowSums.active(x, from, inputs, list);
      RowSums.add(x, from, list, count, turned, outputs, y, yFrom + b * outputs, 0, outputs);
    }
  }

  /**
   * The gradient at x, g W, or that added.
   *
   * @param g gradient at y, [batch, outputs]
   * @param gFrom where it begins
   * @param forX receives the gradient at x, [batch, inputs]
   * @param forXFrom where it begins
   * @param accumulate whether to add to what forX holds
   */
  public void backward(float[] g, int gFrom, float[] forX, int forXFrom, boolean accumulate) {
    gemm.multiply(
        Gemm.Form.NN, batch, inputs, outputs, g, gFrom, weights, 0, forX, forXFrom, accumulate);
  }

  /**
   * Adds the gradient of the weights, gᵀ x.
   *
   * @param g gradient at y, [batch, outputs]
   * @param x [batch, inputs]
   * @param xFrom where they begin
   * @param to gradient of W, [outputs, inputs]
   */
  public void addGradient(float[] g, float[] x, int xFrom, float[] to) {
    gemm.multiply(Gemm.Form.TN, outputs, inputs, batch, g, 0, x, xFrom, to, 0, true);
  }

  /** Gives the scratch back. */
  public void end() {
    Scope events = scope;
    if (events != null && active.length > 0) {
      events.giveBack(turned);
      turned = NOTHING;
      active = new int[0][];
      fresh = false;
    }
  }
}
