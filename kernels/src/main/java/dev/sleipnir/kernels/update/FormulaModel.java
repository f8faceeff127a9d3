package dev.sleipnir.kernels.update;

import dev.sleipnir.kernels.equation.Formula;
import dev.sleipnir.kernels.equation.FormulaParser;
import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.graph.FormulaPrograms;
import dev.sleipnir.kernels.graph.Op;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * An elementwise function that runs: from its text, with values for its numbers. Its loops are
 * compiled when first used, one form for each way in which inputs lie and gradients are wanted.
 * What it makes of an element depends neither on these, nor on how a range is cut, nor on the
 * vector width. Several threads may use one at the same time.
 */
public final class FormulaModel {
  private final Formula formula;
  private final Surrogate surrogate;
  private final double[] numbers;
  private final Map<Form, FormulaLoops> loops = new ConcurrentHashMap<>();

  /** Two bits for each input of how it lies, one of whether its gradient is wanted. */
  private record Form(long places, long wanted) {}

  /** The loops that were asked for last: mostly the next call's, too. */
  private volatile @Nullable Used latest;

  private record Used(long places, long wanted, FormulaLoops loops) {}

  private FormulaModel(Formula formula, Surrogate surrogate, float alpha) {
    this.formula = formula;
    this.surrogate = surrogate;
    double[] parameters =
        ParameterValues.of(formula.name(), formula.parameters(), formula.requirements(), Map.of());
    numbers = Arrays.copyOf(parameters, parameters.length + 1);
    numbers[parameters.length] = alpha;
  }

  /**
   * Reads a function; its spikes, if it has any, are differentiated by SuperSpike with alpha = 100.
   *
   * @param text as {@link FormulaParser} says
   * @return the function
   * @throws dev.sleipnir.kernels.equation.EquationException if the text is not a valid function:
   *     names line and column of the first error, what was expected and what came
   */
  public static FormulaModel parse(String text) {
    Surrogate usual = Surrogate.SUPER;
    return new FormulaModel(FormulaParser.parse(text), usual, usual.defaultAlpha());
  }

  /**
   * The function as written.
   *
   * @return its lines
   */
  public Formula formula() {
    return formula;
  }

  /**
   * The same with another value of a parameter, or one value for all elements of an input, which is
   * none any more.
   *
   * @param name the parameter's or input's name
   * @param value its value
   * @return another function
   * @throws IllegalArgumentException if there is none of that name, or the value is not finite or
   *     not what the text requires
   */
  public FormulaModel with(String name, double value) {
    if (!Float.isFinite((float) value)) {
      throw new IllegalArgumentException(
          formula.name() + ": expected a finite " + name + ", got " + value);
    }
    return new FormulaModel(formula.with(name, value), surrogate, alpha());
  }

  /**
   * The same with another surrogate for the derivative of its spikes.
   *
   * @param other what replaces the derivative
   * @param alpha its steepness
   * @return another function
   * @throws IllegalArgumentException if the surrogate draws spikes at random, or alpha is not
   *     positive and finite
   */
  public FormulaModel surrogate(Surrogate other, float alpha) {
    if (other.isStochastic()) {
      throw new IllegalArgumentException(
          formula.name() + ": expected a surrogate that draws nothing at random, got " + other);
    }
    if (!(alpha > 0 && Float.isFinite(alpha))) {
      throw new IllegalArgumentException(
          formula.name() + ": expected a finite alpha above 0, got " + alpha);
    }
    return new FormulaModel(formula, other, alpha);
  }

  /**
   * What replaces the derivative of its spikes.
   *
   * @return the surrogate
   */
  public Surrogate surrogate() {
    return surrogate;
  }

  /**
   * The steepness of the surrogate.
   *
   * @return its alpha
   */
  public float alpha() {
    return (float) numbers[numbers.length - 1];
  }

  /**
   * The loops for inputs that lie in one way.
   *
   * @param places of each input: {@link Op#SERIES} if it has a value for each element, {@link
   *     Op#COLUMN} if for each column, {@link Op#STEP} if for each row
   * @param wanted bit i is set if the gradient at input i is wanted
   * @return its loops
   * @throws IllegalArgumentException if the function is too long to be compiled
   */
  public FormulaLoops loops(List<Op> places, long wanted) {
    long lie = 0;
    for (int i = 0; i < places.size(); i++) {
      long place =
          switch (places.get(i)) {
            case SERIES -> 0;
            case COLUMN -> 1;
            case STEP -> 2;
            default ->
                throw new IllegalArgumentException(
                    "places: expected SERIES, COLUMN or STEP, got " + places.get(i));
          };
      lie |= place << (2 * i);
    }
    Used used = latest;
    if (used != null && used.places == lie && used.wanted == wanted) {
      return used.loops;
    }
    // Two threads that come first compile the same loops twice: harmless, and no lock later.
    Form form = new Form(lie, wanted);
    FormulaLoops known = loops.get(form);
    if (known == null) {
      known = compile(places, wanted);
      loops.put(form, known);
    }
    latest = new Used(lie, wanted, known);
    return known;
  }

  private FormulaLoops compile(List<Op> places, long wanted) {
    Boolean[] each = new Boolean[places.size()];
    for (int i = 0; i < each.length; i++) {
      each[i] = (wanted >>> i & 1) != 0;
    }
    FormulaPrograms programs = FormulaPrograms.of(formula, surrogate, places, List.of(each));
    return new FormulaLoops(formula.name(), programs, numbers);
  }

  @Override
  public String toString() {
    return formula.name();
  }
}
