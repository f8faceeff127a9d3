package dev.sleipnir.tasks.sequence;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.decode.Decoder;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.train.Checkpoint;
import dev.sleipnir.model.train.Supervised;
import dev.sleipnir.tasks.option.Usage;
import dev.sleipnir.tasks.training.Confusion;
import dev.sleipnir.tasks.training.Defaults;
import dev.sleipnir.tasks.training.Training;
import dev.sleipnir.tasks.training.TrainingCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sleipnir ecg}: trains adaptive spiking neurons to tell the waves of the heart. */
@Command(
    name = "ecg",
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "Train recurrent adaptive spiking neurons to say, at each step of an electrocardiogram, which of"
          + " six waves it belongs to (Yin et al. 2021).",
      "Accuracy is the share of steps, of recordings that were not trained on."
    },
    footer = {
      "",
      "Examples:",
      "  sleipnir ecg --data ~/data/ecg-qtdb",
      "  sleipnir ecg --report ecg.json",
      "  sleipnir ecg --marked-only --hidden 36"
    })
public final class Ecg extends TrainingCommand {
  /**
   * Neurons whose threshold rises with each spike of theirs, and falls slowly (Yin et al. 2021).
   * Times are in steps.
   */
  private static final Neuron ADAPTIVE =
      Neuron.parse(
              """
              model adaptive
              parameters tau_mem_inv = 0.05, tau_adapt_inv = 0.005, gain = 5, v_th = 1, beta = 1.8
              require tau_mem_inv > 0, tau_adapt_inv > 0, v_th > 0
              state v = 0, b = 0
              input x
              u = v + dt * tau_mem_inv * (gain * x - v)
              level = v_th + beta * b
              z = spike(u - level)
              v = u - z * level
              b = b + dt * tau_adapt_inv * (z - b)
              output z
              """)
          .dt(1)
          .surrogate(Surrogate.MULTI_GAUSSIAN);

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder that holds QTDB_train.mat and QTDB_test.mat, or its parent.")
  private @Nullable Path data;

  @Option(names = "--hidden", paramLabel = "N", description = "Recurrent neurons.")
  private int hidden = 100;

  @Option(
      names = "--marked-only",
      description =
          "Leave out the steps that nobody marked (8 of 100), in training and in test. Otherwise"
              + " they count as the first wave, as in the published figures.")
  private boolean markedOnly;

  /** The command with its defaults. */
  public Ecg() {
    super(new Defaults(30, 16, 1e-2).schedule("cosine").clipNorm(1).truncate(200));
  }

  @Override
  protected void checkOwn() {
    Usage.atLeast(spec(), "--hidden", hidden, 1);
  }

  @Override
  protected Training training(@Nullable Checkpoint saved) throws IOException {
    EcgRecordings recordings = EcgRecordings.load(data, markedOnly);
    Supervised training =
        new Supervised("electrocardiograms", recordings.train(), lift(network()))
            .traces()
            .decoder(Decoder.everyStep());
    Confusion confusion =
        new Confusion("Steps of waves", EcgRecordings.WAVES, recordings.test().size());
    Map<String, String> settings = new TreeMap<>(training.settings());
    settings.put("test data", recordings.test().text());
    settings.put("--hidden", String.valueOf(hidden));
    return new Training(
        "Waves of the heart",
        "electrocardiograms",
        "recordings",
        "the first recording",
        recordings.steps(),
        training,
        training.on(recordings.test()).metric(confusion),
        settings,
        confusion);
  }

  private SequentialState network() {
    RandomStream random = new RandomStream(seed()).split("network");
    Neuron neurons = RecurrentNetwork.learned(ADAPTIVE, "tau_mem_inv", random, hidden, 5, 20);
    neurons = RecurrentNetwork.learned(neurons, "tau_adapt_inv", random, hidden, 20, 400);
    return RecurrentNetwork.read(
        RecurrentNetwork.recurrent(neurons, random, EcgRecordings.CHANNELS, hidden, 2, 0.5),
        random,
        hidden,
        EcgRecordings.WAVES.size(),
        10);
  }
}
