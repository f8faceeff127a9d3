package dev.sleipnir.model.layer;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.random.Seeds;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.tensor.Node;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * A learned vector for each word: [batch, ...] of word numbers to [batch, ..., features]. As
 * PyTorch's {@code Embedding}: weights [words, features].
 */
public final class Embedding implements Layer {
  private final int words;
  private final int features;
  private final Parameter weight;

  /**
   * Vectors of normal numbers, from the {@linkplain Seeds#next() next stream} of the process.
   *
   * @param words how many words there are, at least 1
   * @param features length of a vector, at least 1
   * @throws IllegalArgumentException if one is not
   */
  public Embedding(int words, int features) {
    this(Seeds.next(), words, features);
  }

  /**
   * Vectors of normal numbers.
   *
   * @param random what they are drawn from
   * @param words how many words there are, at least 1
   * @param features length of a vector, at least 1
   * @throws IllegalArgumentException if one is not
   */
  public Embedding(RandomStream random, int words, int features) {
    this(Tensor.randn(random, words, features));
  }

  /**
   * These vectors.
   *
   * @param weight [words, features]
   * @throws IllegalArgumentException if there is none
   */
  public Embedding(Tensor weight) {
    if (weight.rank() != 2) {
      throw new IllegalArgumentException(
          "weight: expected [words, features], got shape " + Shape.text(weight.shape()));
    }
    words = weight.dim(0);
    features = weight.dim(1);
    Require.atLeast("words", 1, words);
    Require.atLeast("features", 1, features);
    this.weight = new Parameter("weight", weight);
  }

  @Override
  public Embedding copy(Copies copies) {
    return new Embedding(weight.value());
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(weight);
  }

  /** {@return the vectors: [words, features]} */
  public Parameter weight() {
    return weight;
  }

  /**
   * Looks words up.
   *
   * @param input numbers of words, whole numbers from 0
   * @return their vectors
   * @throws IllegalArgumentException if one is not the number of a word
   */
  @Override
  public Tensor forward(Tensor input) {
    Tensor x = input.rowMajor();
    Scope scope = Scope.of(x);
    int[] shape = Arrays.copyOf(x.shape(), x.rank() + 1);
    shape[x.rank()] = features;
    Tensor y = scope.tensor(shape);
    float[] in = x.values();
    float[] out = y.data();
    float[] vectors = weight.data();
    int count = x.size();
    scope.run(
        () -> {
          for (int i = 0; i < count; i++) {
            System.arraycopy(vectors, word(in[i]) * features, out, i * features, features);
          }
        });
    Tape tape = scope.tape();
    if (tape != null) {
      tape.keep(x);
      tape.record(
          new Node(y, x) {
            @Override
            protected List<Parameter> parameters() {
              return List.of(weight);
            }

            @Override
            protected void backward(float[] gradient, Tape on) {
              float[] sums = weight.gradient();
              for (int i = 0; i < count; i++) {
                int to = word(in[i]) * features;
                for (int f = 0; f < features; f++) {
                  sums[to + f] += gradient[i * features + f];
                }
              }
              on.giveBack(gradient);
            }
          });
    }
    return y;
  }

  private int word(float number) {
    int word = (int) number;
    if (word != number || word < 0 || word >= words) {
      throw new IllegalArgumentException(
          "Embedding: expected the number of a word, 0 to " + (words - 1) + ", got " + number);
    }
    return word;
  }

  @Override
  public Description description() {
    return new Description("Embedding").parameter("weight", weight);
  }

  @Override
  public String toString() {
    return "Embedding(" + words + ", " + features + ")";
  }
}
