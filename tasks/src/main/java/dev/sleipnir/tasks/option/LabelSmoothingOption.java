package dev.sleipnir.tasks.option;

import dev.sleipnir.model.optimize.Loss;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code --label-smoothing}, of every command whose loss is the cross-entropy with labels. */
public final class LabelSmoothingOption {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--label-smoothing",
      paramLabel = "X",
      description = "Share of each label that goes to all classes alike.")
  private double smoothing;

  /** The option, 0 unless given. */
  public LabelSmoothingOption() {
    this(0);
  }

  /**
   * The option with a command's own default.
   *
   * @param smoothing in [0, 1)
   */
  public LabelSmoothingOption(double smoothing) {
    this.smoothing = smoothing;
  }

  /**
   * Refuses what is no share.
   *
   * @throws picocli.CommandLine.ParameterException if it is not in [0, 1)
   */
  public void check() {
    if (!(smoothing >= 0 && smoothing < 1)) {
      throw Usage.error(spec, "--label-smoothing: expected a number in [0, 1), got " + smoothing);
    }
  }

  /** {@return what a checkpoint keeps of it} */
  public String setting() {
    return String.valueOf(smoothing);
  }

  /** {@return the cross-entropy that was asked for} */
  public Loss loss() {
    return Loss.crossEntropy(smoothing);
  }
}
