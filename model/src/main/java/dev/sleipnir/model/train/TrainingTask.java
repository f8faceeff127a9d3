package dev.sleipnir.model.train;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.data.Example;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Trainer} trains or tests: a network over time, samples, and a loss. A task is of
 * one set of samples; the one that tests is another value with the same network.
 *
 * <p>Whatever is random draws from the {@linkplain Batch#random() batch's stream}: then the same
 * seed gives the same bits, on any number of threads, and a training that is resumed those of one
 * that was not interrupted. Samples that are made as they are needed do the same, or are a function
 * of their number alone.
 */
public interface TrainingTask {
  /**
   * What the samples are: in checkpoints, reports and messages. Tests of tasks of one name draw the
   * same random numbers.
   *
   * @return such as {@code sine}
   */
  String name();

  /**
   * {@return what is trained: a network over time, with {@linkplain Lift#checkpointEvery
   * checkpoints} or truncation if wanted}
   */
  Lift network();

  /**
   * {@return how many samples a pass takes, each once, in an order of the epoch's own in training:
   * 1 or more}
   */
  int samples();

  /**
   * Makes ready what is needed of samples: reads, transforms, stacks them. A {@link Trainer} asks
   * for it on other threads, some batches ahead; {@link Batch#example} gives it. What it returns
   * may depend on the arguments alone.
   *
   * @param samples numbers of the samples, in the batch's order
   * @param random what to draw from
   * @return inputs and targets, of no scope; null, unless overridden, for nothing
   */
  default @Nullable Example prepare(int[] samples, RandomStream random) {
    return null;
  }

  /**
   * What the network gets of a batch.
   *
   * @param batch which samples
   * @return [time, batch, ...], as many steps as these samples need; of the batch's scope or of
   *     none
   */
  Tensor input(Batch batch);

  /**
   * What the network's outputs are worth.
   *
   * @param outputs [time, batch, ...]
   * @param batch which samples they are of
   * @return the loss, and the metric if there is one
   */
  BatchResult score(Tensor outputs, Batch batch);

  /**
   * Runs a batch: {@link #input} through the network to {@link #score}. A task whose network acts
   * on what it gets next overrides this.
   *
   * @param batch which samples
   * @return the loss, and the metric if there is one
   */
  default BatchResult run(Batch batch) {
    return score(network().forward(batch.enter(input(batch))), batch);
  }

  /**
   * What the metric is called: a figure of each sample of which more is better, such as 1 for what
   * was classified rightly, or a return. Early stopping goes by its mean, or by the loss of a task
   * that has none.
   *
   * @return {@code accuracy} unless overridden, which is shown in per cent
   */
  default String metric() {
    return "accuracy";
  }

  /**
   * What decides the result besides network and seed: a digest of the data, an encoder, constants.
   * A checkpoint is resumed only by tasks with the same.
   *
   * @return values by name; none unless overridden
   */
  default Map<String, String> settings() {
    return Map.of();
  }

  /**
   * {@return what of the samples keeps any network from learning; asked once in a training: a
   * sentence each; none unless overridden}
   */
  default List<String> warnings() {
    return List.of();
  }
}
