package dev.sleipnir.tasks.sequence;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.data.Dataset;
import dev.sleipnir.model.data.Transform;
import dev.sleipnir.model.decode.Decoder;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Lif;
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
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sleipnir braille}: trains a recurrent spiking network to read Braille by touch. */
@Command(
    name = "braille",
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "Train recurrent spiking neurons to read Braille: 27 letters under 12 sensors of a fingertip.",
      "It is tested on the last 10 of 50 repetitions of each letter."
    },
    footer = {
      "",
      "Examples:",
      "  sleipnir braille --data ~/data/braille",
      "  sleipnir braille --encoding events --threshold 2 --hidden 450",
      "  sleipnir braille --seed 2 --report braille.json"
    })
public final class Braille extends TrainingCommand {
  /** What the network gets of the sensors. */
  enum Encoding {
    FRAMES,
    EVENTS;

    /** As the command line writes it. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder that holds the recordings, or its parent.")
  private @Nullable Path data;

  @Option(
      names = "--encoding",
      paramLabel = "NAME",
      description =
          "frames: the levels of each step as currents; events: where a level rises or falls by the"
              + " threshold.")
  private Encoding encoding = Encoding.FRAMES;

  @Option(
      names = "--threshold",
      paramLabel = "X",
      description = "Of events, in levels of the sensors, 0 to 255.")
  private float threshold = 1f;

  @Option(names = "--hidden", paramLabel = "N", description = "Recurrent neurons.")
  private int hidden = 128;

  /** The command with its defaults. */
  public Braille() {
    super(new Defaults(20, 32, 5e-3).schedule("cosine"));
  }

  @Override
  protected void checkOwn() {
    Usage.positive(spec(), "--threshold", threshold);
    Effect.require(
        spec(), "--threshold", encoding == Encoding.EVENTS, "--encoding events", "frames");
    Usage.atLeast(spec(), "--hidden", hidden, 1);
  }

  @Override
  protected Training training(@Nullable Checkpoint saved) throws IOException {
    BrailleLetters letters = BrailleLetters.load(data);
    Transform encoded =
        encoding == Encoding.EVENTS ? Transform.delta(threshold) : Standard.of(letters.train(), 1);
    Dataset train = letters.train().transform(encoded);
    Supervised training =
        new Supervised("Braille letters", train, lift(network())).decoder(Decoder.mean());
    Confusion confusion =
        new Confusion("Letters and answers", BrailleLetters.NAMES, letters.test().size());
    Map<String, String> settings = new TreeMap<>(training.settings());
    settings.put("test data", letters.test().text());
    settings.put("--hidden", String.valueOf(hidden));
    return new Training(
        "Braille reader",
        "Braille letters",
        "letters",
        "the letter " + letters.firstTested(),
        letters.steps(),
        training,
        training.on(letters.test().transform(encoded)).metric(confusion),
        settings,
        confusion);
  }

  private SequentialState network() {
    RandomStream random = new RandomStream(seed()).split("network");
    int inputs = encoding == Encoding.EVENTS ? 2 * BrailleLetters.TAXELS : BrailleLetters.TAXELS;
    Neuron lif = new Lif().dt(1).with("v_th", 0.5).surrogate(Surrogate.SUPER, 10f);
    lif = RecurrentNetwork.learned(lif, "tau_mem_inv", random, hidden, 3, 30);
    lif = RecurrentNetwork.learned(lif, "tau_syn_inv", random, hidden, 1.5, 8);
    return RecurrentNetwork.read(
        RecurrentNetwork.recurrent(lif, random, inputs, hidden, 3, 1),
        random,
        hidden,
        BrailleLetters.NAMES.size(),
        10);
  }
}
