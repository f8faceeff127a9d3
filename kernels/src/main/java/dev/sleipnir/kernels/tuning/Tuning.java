package dev.sleipnir.kernels.tuning;

/**
 * Crossovers between two ways to the same bits, and sizes of tiles and blocks, all in one place, as
 * BLIS keeps them: each group names the command that measures it. Values follow from sizes alone,
 * never from a clock or from the machine, so that results are the same everywhere. Where a size
 * decides the order of a sum, as noted, to change it changes bits.
 */
public final class Tuning {
  private Tuning() {}

  // Events or dense products: the part of inputs that are not 0 up to which a row of weights is
  // added for each.

  /** Of a dense layer, all steps of a block at once: {@code bench density}. */
  public static final double EVENT_LINEAR = 0.5;

  /** Of a convolution: {@code bench density}. */
  public static final double EVENT_CONVOLUTION = 0.35;

  /**
   * Of events that are signed or counted, through a dense layer, where nothing is learned: the
   * gradient of its weights is faster densely at any density.
   */
  public static final double EVENT_WEIGHED_LINEAR = 0.02;

  /** Of such events, through a convolution. */
  public static final double EVENT_WEIGHED_CONVOLUTION = 0.05;

  /** Of a single step, against a product that packs its weights: {@code bench recurrent-step}. */
  public static final double EVENT_STEP = 0.4;

  // Neurons: bench neurons, bench lif-layer.

  /** Neurons whose values stay in the first-level cache from step to step. */
  public static final int NEURONS_AT_ONCE = 2048;

  // Elementwise functions of tensors: bench functions.

  /** Elements that one thread computes at a time. */
  public static final int ELEMENTS_AT_ONCE = 1 << 15;

  // Matrix products: bench gemm, bench sgemm.

  /**
   * Depth of a packed block. A tile of C is read and written once for each: the deeper, the less
   * often. A panel of A (32 KB) is read from the first-level cache, one of B from the second.
   */
  public static final int GEMM_DEPTH = 1024;

  /** Tile rows of one block of work. */
  public static final int GEMM_ROW_PANELS = 8;

  /** Tile columns of one block of work, at least, where there are enough. */
  public static final int GEMM_COLUMN_PANELS = 4;

  /** Floats of B that one block of work reads: half of a second-level cache of 1 MB. */
  public static final int GEMM_BLOCK_FLOATS = 1 << 17;

  /** Blocks of work that a product is cut into, at least, where it is large enough. */
  public static final int GEMM_BLOCKS = 16;

  /** Tile columns of B that one block of work packs. */
  public static final int GEMM_PACKED_PANELS = 4;

  // Event-driven dense layers: bench event-linear.

  /** Floats of a tile of weights: about half of a second-level cache at most. */
  public static final int EVENT_TILE_FLOATS = 144 * 1024;

  /** Part of inputs that spike from which the first-level cache pays. */
  public static final float EVENT_FIRST_LEVEL = 0.35f;

  /** Inputs whose weights, in tiles of eight vectors, fill a first-level cache. */
  public static final int EVENT_FIRST_LEVEL_INPUTS = 64;

  /**
   * Floats of the drive of a block of steps, where vectors are as wide as they get. Decides how
   * gradients of weights are added up.
   */
  public static final int EVENT_BLOCK_FLOATS = 32 * 1024;

  /** Inputs whose weights are packed, or whose gradients are added up, at a time. */
  public static final int EVENT_PACKED_INPUTS = 64;

  // Event-driven convolutions: bench event-conv.

  /**
   * Floats of the drive of a block of steps, where vectors are as wide as they get. Decides how
   * gradients of weights are added up.
   */
  public static final int EVENT_IMAGE_BLOCK_FLOATS = 64 * 1024;

  /** Floats of bias that are copied at a time, about. */
  public static final int EVENT_IMAGE_COPIED_FLOATS = 2048;

  /**
   * Groups of samples with a weight gradient of their own, at most. Decides how gradients of
   * weights are added up.
   */
  public static final int EVENT_IMAGE_GROUPS = 8;

  /** Spikes in a window, on average, below which to go from spike to spike. */
  public static final int EVENT_IMAGE_SPARSE = 4;

  /**
   * Floats of kernels from which their gradients are added up input by input: groups of samples
   * with gradients of their own would not stay in the second-level cache. Decides how gradients of
   * weights are added up.
   */
  public static final int EVENT_GRADIENT_FLOATS = 1 << 16;

  /** Floats of gradients at outputs that are then read at a time, at most, about. */
  public static final int EVENT_GRADIENTS_AT_ONCE = 1 << 16;

  /** Of those of a tile, where spikes are many: they stay in the first-level cache. */
  public static final int EVENT_GRADIENTS_NEAR = 1 << 13;

  /** Spikes of a channel that are many, so that its sums are worth reading and writing. */
  public static final int EVENT_ROWS_WORTH = 16;

  /** Rows of gradients that are chosen before any is read, at most, about. */
  public static final int EVENT_ROWS_AT_ONCE = 1 << 13;

  // Convolutions: bench conv.

  /** Runs shorter than this are packed: the loop over a run would cost more than the copy. */
  public static final int CONVOLUTION_SHORT_RUN = 16;

  /**
   * Part of the kernel elements of all windows that lie within the image, below which the others
   * are left out: places of eight images are then computed together.
   */
  public static final double CONVOLUTION_INSIDE = 0.95;

  /**
   * Output positions summed at a time in the weight gradient: a panel of gradients and four of
   * inputs stay in the first-level cache.
   */
  public static final int CONVOLUTION_DEPTH = 128;

  /**
   * Blocks of images that gradients of depthwise weights are summed over, at most. Decides the
   * order of the sums.
   */
  public static final int DEPTHWISE_WEIGHT_BLOCKS = 16;

  /** Blocks of work for each thread that the weight gradient is cut into, at least. */
  public static final int CONVOLUTION_WEIGHT_BLOCKS = 1;

  /**
   * Multiplications of the direct way, of inputs within the image, for one of Winograd's, from
   * which its transforms pay. Decides the order of sums.
   */
  public static final double WINOGRAD_WORTH = 3;

  /** Tiles of Winograd's to multiply at a time, about: they stay in the second-level cache. */
  public static final int WINOGRAD_TILES = 16;

  // Normalisation: bench batchnorm, bench layernorm.

  /** Blocks of rows that columns are summed over, at most. Decides the order of sums. */
  public static final int NORM_BLOCKS = 64;

  /** Floats of such a block, at least: they stay in the second-level cache for a second look. */
  public static final int NORM_BLOCK_FLOATS = 1 << 14;

  // Synapses that a step reaches, from which it is shared out among threads. Where threads are
  // awake it pays from less on; on a machine that others use, too, a step that is shared waits for
  // the slower of two threads and took up to twice as long as on one.

  /**
   * Changes of dense and convolutional weights, about 1 ns each: {@code bench stdp-dense}, {@code
   * bench stdp-conv}.
   */
  public static final int SHARED_CHANGES = 100_000;

  /** Changes of sparse weights, about 10 ns each: {@code bench stdp-sparse}. */
  public static final int SHARED_SPARSE_CHANGES = 4096;

  /**
   * Sparse weights that are delivered and do not change, 1 to 3 ns each: {@code bench
   * sparse-delivery -- -p inDegree=80,640,1280}.
   */
  public static final int SHARED_DELIVERIES = 1 << 16;

  /**
   * Additions, by vectors, that advancing all neurons of a network takes, some 20 to 30 in a
   * nanosecond: {@code bench network}.
   */
  public static final int SHARED_NEURONS = 100_000;

  /**
   * Additions of a step in a network of populations, of all its fixed synapses and Poisson inputs:
   * {@code simulate brunel_ai --threads 2} with scales from 0.1 on.
   */
  public static final int SHARED_NETWORK_DELIVERIES = 1 << 13;

  // Steps of a sequence that go through a network together: bench mnist-train, bench mnist-infer.
  // They decide how gradients of weights are added up.

  /** Batch times steps of one block, about. */
  public static final int TIME_ROWS = 256;

  /**
   * Of spikes on a tape: what a block costs beside its rows, weight by weight, is shared by more.
   */
  public static final int TIME_SPIKE_ROWS = 512;

  /**
   * Of spikes in inference, when weights are brought into the cache once for each block, and on a
   * GPU, which a block takes as one product.
   */
  public static final int TIME_MOST_ROWS = 16_384;

  /** Neurons of such a block, about. */
  public static final int TIME_NEURONS = 1 << 22;
}
