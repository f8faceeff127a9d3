package dev.sleipnir.tasks.events;

import dev.sleipnir.events.data.EventDataset;
import dev.sleipnir.events.file.EventFormat;
import dev.sleipnir.events.file.ReadOptions;
import dev.sleipnir.events.transform.EventTransform;
import dev.sleipnir.events.transform.Slicing;
import dev.sleipnir.model.data.DataFolder;
import dev.sleipnir.model.decode.Decoder;
import dev.sleipnir.model.network.ImageNetwork;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.train.Checkpoint;
import dev.sleipnir.model.train.Supervised;
import dev.sleipnir.tasks.option.SurrogateOptions;
import dev.sleipnir.tasks.option.Usage;
import dev.sleipnir.tasks.training.Confusion;
import dev.sleipnir.tasks.training.Defaults;
import dev.sleipnir.tasks.training.Training;
import dev.sleipnir.tasks.training.TrainingCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sleipnir nmnist}: trains a convolutional spiking network on recordings of digits. */
@Command(
    name = "nmnist",
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "Train spiking neurons to read digits that an event camera saw (N-MNIST, Orchard et al. 2015).",
      "The network is C5-P2-C5-P2-10; its input are spikes of two polarities, as bits."
    },
    footer = {
      "",
      "Examples:",
      "  sleipnir nmnist --data ~/data/nmnist-small",
      "  sleipnir nmnist --data ~/data/N-MNIST --epochs 5 --report nmnist.json",
      "  sleipnir nmnist --steps 10 --drop 0.3 --watch"
    })
public final class NMnist extends TrainingCommand {
  private static final int SIDE = 34;

  private static final DataFolder FOLDER =
      new DataFolder(
          "N-MNIST",
          "nmnist-small",
          List.of("Train", "Test"),
          "https://www.garrickorchard.com/datasets/n-mnist");

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder that holds Train and Test, or the parent of nmnist-small.")
  private @Nullable Path data;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Time steps, each an equal part of a recording.")
  private int steps = 16;

  @Option(
      names = "--channels",
      paramLabel = "N",
      split = ",",
      description = "Channels of the two convolutions.")
  private List<Integer> channels = List.of(16, 32);

  @Option(
      names = "--shift",
      paramLabel = "N",
      description = "Training recordings are moved by up to so many pixels at random.")
  private int shift = 2;

  @Option(
      names = "--rotation",
      paramLabel = "X",
      description = "Training recordings are turned by up to so many degrees at random.")
  private double rotation = 10;

  @Option(
      names = "--drop",
      paramLabel = "X",
      description = "This share of the events of a training recording is left out at random.")
  private double drop = 0.2;

  @Mixin private SurrogateOptions surrogate = new SurrogateOptions();

  /** The command with its defaults. */
  public NMnist() {
    super(new Defaults(20, 20, 2e-3).schedule("cosine"));
  }

  @Override
  protected void checkOwn() {
    Usage.atLeast(spec(), "--steps", steps, 1);
    Usage.atLeast(spec(), "--channels: numbers", channels.size() == 2 ? 1 : 0, 1);
    channels.forEach(c -> Usage.atLeast(spec(), "--channels", c, 1));
    Usage.atLeast(spec(), "--shift", shift, 0);
    surrogate.check();
  }

  @Override
  protected Training training(@Nullable Checkpoint saved) throws IOException {
    Path folder = FOLDER.find(data);
    ReadOptions options = ReadOptions.DEFAULT.as(EventFormat.NMNIST).sensor(SIDE, SIDE);
    EventDataset all =
        EventDataset.of(folder.resolve("Train"), options).slicing(Slicing.timeBins(steps));
    EventDataset train =
        all.events(
            EventTransform.randomShift(shift)
                .then(EventTransform.randomRotation(rotation))
                .then(EventTransform.drop(drop)));
    EventDataset test =
        EventDataset.of(folder.resolve("Test"), options).slicing(Slicing.timeBins(steps));
    Neuron lif = surrogate.of(new Lif()).dt(0.002);
    var network =
        ImageNetwork.convNet(channels.get(0), channels.get(1), 0)
            .images(2, SIDE, SIDE)
            .classes(train.classes().size())
            .neurons(layer -> lif.with("v_th", 0.7).cell())
            .readOut(new Li().dt(0.002))
            .seed(seed())
            .create();
    Supervised training = new Supervised("N-MNIST", train, lift(network)).decoder(Decoder.mean());
    Confusion confusion = new Confusion("Digits and answers", train.classes(), test.size());
    Map<String, String> settings = new TreeMap<>(training.settings());
    settings.put("test data", test.text());
    settings.put("--channels", channels.toString());
    surrogate.put(settings);
    return new Training(
        "Digit classifier",
        "N-MNIST",
        "recordings",
        "a recording of the digit " + test.classes().get(test.label(0)),
        steps,
        training,
        training.on(test).metric(confusion),
        settings,
        confusion);
  }
}
