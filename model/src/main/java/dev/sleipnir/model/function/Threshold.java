package dev.sleipnir.model.function;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.random.Seeds;
import dev.sleipnir.model.layer.Description;
import dev.sleipnir.model.layer.Layer;
import dev.sleipnir.model.layer.ModuleKinds;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The threshold that makes spikes: 1 where x &gt; 0, else 0 (0 at 0), with a surrogate for its
 * derivative.
 */
public final class Threshold implements Layer {
  private static final Neuron SPIKE =
      Neuron.parse(
          """
          model threshold
          input x
          z = spike(x)
          output z
          """);

  private static final Neuron SIGN =
      Neuron.parse(
          """
          model sign
          input x
          z = 2 * spike(x) - 1
          output z
          """);

  private static final String KIND = "Threshold";
  private static final String SEED = "seed";

  private final Neuron neuron;
  private final Surrogate surrogate;
  private final float alpha;
  private final @Nullable Long seed;
  private final Equation equation;

  private Threshold(Neuron neuron, Surrogate surrogate, float alpha, @Nullable Long seed) {
    this.neuron = neuron;
    this.surrogate = surrogate;
    this.alpha = alpha;
    this.seed = seed;
    // The cell's own streams are not used; with a seed it takes none of the process's.
    Neuron seeded = neuron.surrogate(surrogate, alpha).seed(0);
    equation = new Equation(seeded, surrogate.isStochastic() ? stream(seed) : null);
  }

  private static RandomStream stream(@Nullable Long seed) {
    return seed == null ? Seeds.next() : new RandomStream(seed).split("threshold");
  }

  /**
   * A threshold with a surrogate of its default steepness.
   *
   * @param surrogate what replaces the derivative
   */
  public Threshold(Surrogate surrogate) {
    this(surrogate, surrogate.defaultAlpha());
  }

  /**
   * A threshold.
   *
   * @param surrogate what replaces the derivative; stochastic ones draw from the scope's stream, or
   *     from the {@linkplain Seeds#next() next stream} of the process, which is taken here; every
   *     call draws other numbers
   * @param alpha the surrogate's steepness
   * @throws IllegalArgumentException if alpha is not positive
   */
  public Threshold(Surrogate surrogate, float alpha) {
    this(SPIKE, surrogate, alpha, null);
  }

  /**
   * As {@link #Threshold(Surrogate, float)}; where no scope has a stream it draws, call by call,
   * what every threshold of this seed draws.
   *
   * @param surrogate what replaces the derivative
   * @param alpha the surrogate's steepness
   * @param seed of what is drawn
   */
  public Threshold(Surrogate surrogate, float alpha, long seed) {
    this(SPIKE, surrogate, alpha, seed);
  }

  /**
   * The sign: 1 where x &gt; 0, else -1; its derivative is twice the surrogate.
   *
   * @param surrogate what replaces the threshold's derivative
   * @param alpha the surrogate's steepness
   * @return the function
   */
  public static Threshold sign(Surrogate surrogate, float alpha) {
    return new Threshold(SIGN, surrogate, alpha, null);
  }

  /** Applies the threshold to every value of any shape. */
  @Override
  public Tensor forward(Tensor x) {
    return equation.of(x);
  }

  /** Says, besides the function, its seed if one was given. */
  @Override
  public Description description() {
    Description d =
        new Description(KIND)
            .flag("sign", neuron == SIGN)
            .text("surrogate", surrogate.toString())
            .number("alpha", alpha);
    return seed == null ? d : d.text(SEED, Long.toString(seed));
  }

  /**
   * Other kinds and thresholds.
   *
   * @param others the other kinds
   * @return all of them
   */
  public static ModuleKinds with(ModuleKinds others) {
    return others.with(KIND, Threshold::of);
  }

  private static Threshold of(Description d) {
    return new Threshold(
        d.flag("sign") ? SIGN : SPIKE,
        Surrogate.named(d.text("surrogate")),
        (float) d.number("alpha"),
        d.has(SEED) ? Long.valueOf(d.text(SEED)) : null);
  }

  @Override
  public String toString() {
    return neuron.model().name() + "(" + surrogate + ", " + alpha + ")";
  }
}
