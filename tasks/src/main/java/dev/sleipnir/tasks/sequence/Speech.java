package dev.sleipnir.tasks.sequence;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.data.Dataset;
import dev.sleipnir.model.data.MelSpectrogram;
import dev.sleipnir.model.data.Transform;
import dev.sleipnir.model.decode.Decoder;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.Lstm;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.Lsnn;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.train.Checkpoint;
import dev.sleipnir.model.train.Supervised;
import dev.sleipnir.tasks.option.Effect;
import dev.sleipnir.tasks.option.Usage;
import dev.sleipnir.tasks.training.Confusion;
import dev.sleipnir.tasks.training.Defaults;
import dev.sleipnir.tasks.training.Training;
import dev.sleipnir.tasks.training.TrainingCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code sleipnir speech}: trains a recurrent network to understand single words. */
@Command(
    name = "speech",
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "Train a recurrent network to understand single words from their mel spectrogram.",
      "Of the spoken digits one speaker is left out of training, and tested; Speech Commands have a"
          + " list of those to be tested."
    },
    footer = {
      "",
      "Examples:",
      "  sleipnir speech --data ~/data/fsdd",
      "  sleipnir speech --speaker theo --model lsnn --report theo.json",
      "  sleipnir speech --dataset speech-commands --data ~/data/speech_commands --model lstm"
    })
public final class Speech extends TrainingCommand {
  /** What is spoken. */
  enum Source {
    FSDD,
    SPEECH_COMMANDS;

    /** As the command line writes it. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Reads a source as it is written on the command line. */
    static final class Converter implements ITypeConverter<Source> {
      @Override
      public Source convert(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
          case "fsdd" -> FSDD;
          case "speech-commands" -> SPEECH_COMMANDS;
          default ->
              throw new TypeConversionException(
                  "expected fsdd or speech-commands, got '" + value + "'");
        };
      }
    }
  }

  /** What listens. */
  enum Model {
    LIF,
    LSNN,
    LSTM;

    /** As the command line writes it. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Of power, for its logarithm, where sound is of deviation 1: what is less is silence, near 0.
   */
  private static final float QUIET = 1f;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder that holds the data set, or its parent.")
  private @Nullable Path data;

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      converter = Source.Converter.class,
      description = "fsdd (ten spoken digits) or speech-commands.")
  private Source source = Source.FSDD;

  @Option(
      names = "--speaker",
      paramLabel = "NAME",
      description = "Who is left out of training, and tested. Default: the first.")
  private @Nullable String speaker;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "Recurrent neurons: lif, lsnn (with adaptive thresholds), or lstm (no spikes).")
  private Model model = Model.LIF;

  @Option(names = "--hidden", paramLabel = "N", description = "Recurrent neurons.")
  private int hidden = 128;

  @Option(names = "--mels", paramLabel = "N", description = "Bands of the spectrogram.")
  private int mels = 40;

  private @Nullable Confusion confusion;

  /** The command with its defaults. */
  public Speech() {
    super(new Defaults(60, 8, 5e-3).schedule("cosine"));
  }

  @Override
  protected void checkOwn() {
    Usage.atLeast(spec(), "--hidden", hidden, 1);
    Usage.atLeast(spec(), "--mels", mels, 1);
    Effect.require(
        spec(), "--speaker", source == Source.FSDD, "--dataset fsdd", "--dataset " + source);
  }

  @Override
  protected Training training(@Nullable Checkpoint saved) throws IOException {
    SpokenWords words =
        source == Source.FSDD ? SpokenWords.digits(data, speaker) : SpokenWords.commands(data);
    int rate = words.train().sampleRate();
    int hop = rate / 100;
    Transform[] bands = {
      Transform.standardize(),
      new MelSpectrogram(rate, rate * 32 / 1000, hop, mels),
      Transform.logarithm(QUIET),
      Transform.center(0)
    };
    Dataset train =
        words
            .train()
            .transform(Transform.randomSpeed(0.15), Transform.randomShift(rate / 10))
            .transform(bands)
            .transform(Transform.randomMask(1, mels / 8), Transform.randomMask(0, 10));
    Dataset test = words.test().transform(bands);
    Supervised training =
        new Supervised("words", train, lift(network(words.words().size()))).decoder(Decoder.mean());
    Confusion answers = new Confusion("Words and answers", words.words(), test.size());
    confusion = answers;
    Map<String, String> settings = new TreeMap<>(training.settings());
    settings.put("test data", test.text());
    settings.put("--model", model.toString());
    settings.put("--hidden", String.valueOf(hidden));
    return new Training(
        "Word recogniser",
        source == Source.FSDD ? "spoken digits" : "Speech Commands",
        "recordings",
        "a recording of '" + words.words().get(words.test().label(0)) + "'",
        1 + rate / hop,
        training,
        training.on(test).metric(answers),
        settings,
        answers);
  }

  /** What was answered in the last test. */
  Confusion confusion() {
    return Objects.requireNonNull(confusion, "confusion: expected a training before");
  }

  private SequentialState network(int words) {
    RandomStream random = new RandomStream(seed()).split("network");
    if (model == Model.LSTM) {
      return new SequentialState(
          new Lstm(random.split("recurrent"), mels, hidden),
          new Linear(random.split("readout"), hidden, words, true));
    }
    Neuron neurons = model == Model.LIF ? new Lif() : new Lsnn().with("beta", 0.2);
    neurons = neurons.dt(1).with("v_th", 0.5).surrogate(Surrogate.SUPER, 5f);
    neurons = RecurrentNetwork.learned(neurons, "tau_mem_inv", random, hidden, 3, 30);
    neurons = RecurrentNetwork.learned(neurons, "tau_syn_inv", random, hidden, 1.5, 8);
    if (model == Model.LSNN) {
      neurons = RecurrentNetwork.learned(neurons, "tau_adapt_inv", random, hidden, 10, 100);
    }
    return RecurrentNetwork.read(
        RecurrentNetwork.recurrent(neurons, random, mels, hidden, 1, 1), random, hidden, words, 10);
  }
}
