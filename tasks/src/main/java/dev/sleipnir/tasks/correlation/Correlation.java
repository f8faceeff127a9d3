package dev.sleipnir.tasks.correlation;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.train.Checkpoint;
import dev.sleipnir.model.train.Supervised;
import dev.sleipnir.tasks.option.Usage;
import dev.sleipnir.tasks.training.Defaults;
import dev.sleipnir.tasks.training.Training;
import dev.sleipnir.tasks.training.TrainingCommand;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sleipnir correlation}: a read-out of neurons whose weights follow correlations. */
@Command(
    name = "correlation",
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "Train a read-out of recurrent LIF neurons whose weights change by what correlation sensors"
          + " at every synapse measure, as on BrainScaleS-2.",
      "The neurons are shown one random pattern of spikes with a random label; only the read-out"
          + " learns, as in Norse's experiment: the loss falls towards 0."
    },
    footer = {
      "",
      "Examples:",
      "  sleipnir correlation",
      "  sleipnir correlation --rate 20 --report correlation.json"
    })
public final class Correlation extends TrainingCommand {
  @Option(names = "--steps", paramLabel = "N", description = "Time steps of 1 ms.")
  private int steps = 500;

  @Option(names = "--inputs", paramLabel = "N", description = "Inputs.")
  private int inputs = 100;

  @Option(names = "--hidden", paramLabel = "N", description = "Neurons with sensors.")
  private int hidden = 8;

  @Option(names = "--rate", paramLabel = "HZ", description = "Of the spikes of an input.")
  private double rate = 5;

  @Option(
      names = "--update-every",
      paramLabel = "K",
      description = "Steps from one change of the weights to the next.")
  private int every = 10;

  @Option(
      names = "--update-rate",
      paramLabel = "X",
      description = "What is multiplied with the map of the sensors' traces, for a change.")
  private double updateRate = 0.01;

  /** The command, as it stands. */
  public Correlation() {
    super(new Defaults(100, 1, 0.1));
  }

  @Override
  protected void checkOwn() {
    Usage.atLeast(spec(), "--steps", steps, 1);
    Usage.atLeast(spec(), "--inputs", inputs, 1);
    Usage.atLeast(spec(), "--hidden", hidden, 1);
    Usage.atLeast(spec(), "--update-every", every, 1);
    Usage.positive(spec(), "--update-rate", updateRate);
    if (!(rate > 0 && rate <= 1000)) {
      throw Usage.error(spec(), "--rate: expected a number in (0, 1000], got " + rate);
    }
  }

  @Override
  protected Training training(@Nullable Checkpoint saved) {
    RandomStream random = new RandomStream(seed()).split("correlation");
    CorrelatedSpikes spikes =
        CorrelatedSpikes.of(random, steps, inputs, hidden, rate, every, updateRate);
    var network =
        new SequentialState(Linear.readout(random.split("readout"), hidden, 2), new Li().cell());
    var task = new Supervised("correlation", spikes, lift(network));
    Map<String, String> settings = new TreeMap<>();
    settings.put("--steps", String.valueOf(steps));
    settings.put("--inputs", String.valueOf(inputs));
    settings.put("--hidden", String.valueOf(hidden));
    settings.put("--rate", String.valueOf(rate));
    settings.put("--update-every", String.valueOf(every));
    settings.put("--update-rate", String.valueOf(updateRate));
    return new Training(
        "Read-out of neurons with correlation sensors",
        "one pattern",
        "patterns",
        "the pattern",
        steps,
        task,
        task,
        settings,
        spikes);
  }
}
