package dev.sleipnir.model.train;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.data.Example;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** The samples that go through a network together: which ones, where, and with what chance. */
public final class Batch {
  private final Scope scope;
  private final int[] samples;
  private final RandomStream random;
  private @Nullable Example example;

  /**
   * A batch, as a {@link Trainer} makes it.
   *
   * @param scope where it is computed: a tape in training
   * @param random what the task draws from
   * @param samples numbers of the samples, from 0; kept, not copied
   */
  public Batch(Scope scope, RandomStream random, int... samples) {
    this.scope = scope;
    this.random = random;
    this.samples = samples;
  }

  /** A batch of which something was prepared ahead. */
  Batch(Scope scope, RandomStream random, int[] samples, @Nullable Example example) {
    this(scope, random, samples);
    this.example = example;
  }

  /**
   * What a task {@linkplain TrainingTask#prepare prepared} of the batch, ahead on another thread or
   * now.
   *
   * @param task the task, which prepares something
   * @return the same at each call
   * @throws IllegalStateException if it prepares nothing
   */
  public Example example(TrainingTask task) {
    Example made = example == null ? task.prepare(samples, random.split("data")) : example;
    if (made == null) {
      throw new IllegalStateException("example: expected a task that overrides prepare");
    }
    example = made;
    return made;
  }

  /** {@return where the batch is computed: a tape in training} */
  public Scope scope() {
    return scope;
  }

  /** A tensor in the scope: itself, if it was computed there. */
  Tensor enter(Tensor tensor) {
    return Scope.of(tensor) == scope ? tensor : scope.enter(tensor);
  }

  /**
   * What a task draws from: encoders, or data made as they are needed. It is the batch's own, the
   * same in every run of the same seed and on any number of threads; layers and neurons draw from
   * the scope's.
   *
   * @return the stream
   */
  public RandomStream random() {
    return random;
  }

  /** {@return how many samples there are: 1 or more} */
  public int size() {
    return samples.length;
  }

  /**
   * Which sample of the task's data it is.
   *
   * @param n which of the batch, from 0
   * @return its number, from 0
   */
  public int sample(int n) {
    return samples[n];
  }
}
