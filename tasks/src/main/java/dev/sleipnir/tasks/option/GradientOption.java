package dev.sleipnir.tasks.option;

import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code --gradient} and {@code --window}, of every command that trains a network. */
public final class GradientOption {
  /** Which gradient. */
  enum Kind {
    EXACT,
    SPARSE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--gradient",
      paramLabel = "KIND",
      description =
          "${COMPLETION-CANDIDATES}; sparse: only through neurons near their threshold (Perez-Nieves"
              + " & Goodman 2021).")
  private Kind kind = Kind.EXACT;

  @Option(
      names = "--window",
      paramLabel = "V",
      description = "How near, for the sparse gradient: distance of the potential.")
  private double window = 0.2;

  /** {@return what a checkpoint keeps of it} */
  public String setting() {
    return kind == Kind.SPARSE ? kind + ", window " + window : kind.toString();
  }

  /**
   * {@return distance from the threshold up to which there is a gradient; infinite for the exact
   * one}
   */
  public double window() {
    if (!(window > 0 && window < Double.POSITIVE_INFINITY)) {
      throw Usage.error(spec, "--window: expected a positive number, got " + window);
    }
    Effect.require(
        spec, "--window", kind == Kind.SPARSE, "--gradient sparse", "--gradient " + kind);
    return kind == Kind.SPARSE ? window : Double.POSITIVE_INFINITY;
  }
}
