package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.tuning.Tuning;

/**
 * How the synapses of a step are shared out among threads: by the shape and the spikes alone, never
 * by the number of threads.
 */
class SharedWork {
  /** Weights handed to a thread at a time: enough of them that handing over costs nothing. */
  private static final int WEIGHTS_AT_ONCE = 1 << 16;

  /** Blocks of channels: so many that threads end at about the same time. */
  private static final int BLOCKS = 16;

  /** As it pays on machines of today. */
  static final SharedWork USUAL = new SharedWork(Tuning.SHARED_CHANGES, WEIGHTS_AT_ONCE);

  private final int worth;
  private final int weightsAtOnce;

  /**
   * Another way to share.
   *
   * @param worth synapses that are worth a second thread
   * @param weightsAtOnce weights handed to a thread at a time
   */
  SharedWork(int worth, int weightsAtOnce) {
    this.worth = worth;
    this.weightsAtOnce = weightsAtOnce;
  }

  /** Whether so many synapses are worth a second thread. */
  boolean pays(long synapses) {
    return synapses >= worth;
  }

  /** Weights handed to a thread at a time. */
  final int weightsAtOnce() {
    return weightsAtOnce;
  }

  /** Rows of weights handed to a thread at a time. */
  final int rowsAtOnce(int length) {
    return Math.max(1, weightsAtOnce / length);
  }

  /** Channels of kernels handed to a thread at a time. */
  static int channelsAtOnce(int channels) {
    return (channels + BLOCKS - 1) / BLOCKS;
  }

  /** Number of blocks of so many items at once. */
  static int blocks(int items, int atOnce) {
    return (items + atOnce - 1) / atOnce;
  }
}
