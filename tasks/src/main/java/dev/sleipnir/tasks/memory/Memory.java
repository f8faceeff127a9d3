package dev.sleipnir.tasks.memory;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.cell.RecurrentCell;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.data.StoreRecall;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.ExpFilter;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.Lsnn;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.online.EpropNetwork;
import dev.sleipnir.model.online.Feedback;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.train.Checkpoint;
import dev.sleipnir.model.train.Supervised;
import dev.sleipnir.tasks.option.Effect;
import dev.sleipnir.tasks.option.Usage;
import dev.sleipnir.tasks.plot.Time;
import dev.sleipnir.tasks.training.Defaults;
import dev.sleipnir.tasks.training.Training;
import dev.sleipnir.tasks.training.TrainingCommand;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sleipnir memory}: trains recurrent spiking neurons to store a bit and to recall it. */
@Command(
    name = "memory",
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "Train recurrent spiking neurons to store one of a sequence of bits, and to recall it when"
          + " asked (Bellec et al. 2018).",
      "A bit is shown in every period; a command says in which one to store it, a later one asks for"
          + " it. Adaptive thresholds (lsnn) remember for seconds, plain neurons (lif) do not."
    },
    footer = {
      "",
      "Examples:",
      "  sleipnir memory",
      "  sleipnir memory --neuron lif",
      "  sleipnir memory --learning eprop",
      "  sleipnir memory --steps 200 --report memory.json"
    })
public final class Memory extends TrainingCommand {
  /** Which neurons. */
  enum Kind {
    LSNN,
    LIF,
    LSNNLIF;

    /** As the command line writes it. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How gradients come about. */
  enum Learning {
    BPTT,
    EPROP;

    /** As the command line writes it. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final double DT = 0.001;
  private static final double TAU_OUT = 0.02;

  /** Of the surrogate triangle, as in the papers. */
  private static final float HEIGHT = 0.3f;

  /** Of the read-out's first weights: with those of other tasks its sum over 20 ms is loud. */
  private static final float READOUT_SCALE = 0.2f;

  @Option(
      names = "--neuron",
      paramLabel = "NAME",
      description = "lsnn (adaptive thresholds), lif, or lsnnlif (half of each).")
  private Kind neuron = Kind.LSNN;

  @Option(
      names = "--learning",
      paramLabel = "NAME",
      description =
          "bptt (back-propagation through time), or eprop (gradients while the network runs, in"
              + " memory that does not grow with time).")
  private Learning learning = Learning.BPTT;

  @Option(names = "--hidden", paramLabel = "N", description = "Recurrent neurons.")
  private int hidden = 20;

  @Option(
      names = "--tau-adapt",
      paramLabel = "S",
      description = "Time constant of the adaptive threshold, in seconds.")
  private double tauAdapt = 2;

  @Option(
      names = "--beta",
      paramLabel = "X",
      description = "What a spike adds to the neuron's threshold, which is 0.5 at rest.")
  private double beta = 0.1;

  @Option(names = "--steps", paramLabel = "N", description = "Steps of 1 ms of a period.")
  private int steps = 100;

  @Option(
      names = "--periods",
      paramLabel = "N",
      description =
          "Periods of a repetition: one of the first half stores, one of the second recalls.")
  private int periods = 12;

  @Option(names = "--repetitions", paramLabel = "N", description = "Repetitions of an item.")
  private int repetitions = 1;

  @Option(
      names = "--population",
      paramLabel = "N",
      description = "Inputs of each of the four channels.")
  private int population = 5;

  @Option(
      names = "--rate",
      paramLabel = "HZ",
      description = "Of inputs of data; those of commands have half of it.")
  private double rate = 100;

  @Option(names = "--train-samples", paramLabel = "N", description = "Items to learn from.")
  private int trainSamples = 1024;

  @Option(names = "--test-samples", paramLabel = "N", description = "Items to test.")
  private int testSamples = 512;

  /** The command, as it stands. */
  public Memory() {
    super(new Defaults(30, 64, 1e-2).schedule("cosine").clipNorm(0.1));
  }

  @Override
  protected void checkOwn() {
    Usage.atLeast(spec(), "--hidden", hidden, neuron == Kind.LSNNLIF ? 2 : 1);
    Usage.positive(spec(), "--tau-adapt", tauAdapt);
    Usage.positive(spec(), "--beta", beta);
    Usage.atLeast(spec(), "--steps", steps, 1);
    Usage.atLeast(spec(), "--periods", periods, 2);
    Usage.atLeast(spec(), "--repetitions", repetitions, 1);
    Usage.atLeast(spec(), "--population", population, 1);
    if (!(rate > 0 && rate * DT <= 1)) {
      throw Usage.error(spec(), "--rate: expected a number in (0, " + 1 / DT + "], got " + rate);
    }
    Usage.atLeast(spec(), "--train-samples", trainSamples, 1);
    Usage.atLeast(spec(), "--test-samples", testSamples, 1);
    for (String option : new String[] {"--tau-adapt", "--beta"}) {
      Effect.require(spec(), option, neuron != Kind.LIF, "--neuron lsnn", "--neuron " + neuron);
    }
    if (learning == Learning.EPROP && neuron == Kind.LSNNLIF) {
      throw Usage.error(
          spec(), "--learning: expected bptt with neurons of two kinds, lsnnlif, got eprop");
    }
  }

  @Override
  protected Training training(@Nullable Checkpoint saved) {
    RandomStream random = new RandomStream(seed()).split("memory");
    StoreRecall train = data(trainSamples, random.split("train").seed());
    StoreRecall test = data(testSamples, random.split("test").seed());
    RecurrentWeights weights =
        RecurrentWeights.random(random.split("hidden"), train.inputs(), hidden, false);
    Linear readout =
        new Linear(
            Linear.readout(random.split("readout"), hidden, 2)
                .weight()
                .value()
                .scale(READOUT_SCALE),
            null);
    RecurrentCell cell = neuron().recurrentCell(weights);
    var output = new ExpFilter().with("tau_filter_inv", 1 / TAU_OUT).dt(DT).cell();
    Supervised tested =
        new Supervised("store and recall", test, lift(new SequentialState(cell, readout, output)))
            .traces()
            .decoder(new Recall.MeanOfPeriods(steps))
            .loss(new Recall.CrossEntropy())
            .metric(new Recall.Accuracy());
    Supervised trained = tested.on(train);
    return new Training(
        "Memory of " + neuron + ", " + learning,
        "store and recall",
        "items",
        "the first item",
        train.commands() * steps,
        learning == Learning.BPTT
            ? trained
            : new EpropRecall(
                trained,
                EpropNetwork.of(neuron(), TAU_OUT, weights, readout, Feedback.SYMMETRIC),
                steps),
        tested,
        settings(train, test),
        new Recollection(test, cell, readout, output, Time.ms(1000 * DT)));
  }

  private StoreRecall data(int size, long seed) {
    return new StoreRecall(size, steps, periods, repetitions, population, rate, DT, seed);
  }

  private Neuron neuron() {
    Neuron plain = (neuron == Kind.LIF ? new Lif() : Lsnn.learningToAdapt()).with("v_th", 0.5);
    Neuron all = plain.with("tau_mem_inv", 50).surrogate(Surrogate.TRIANGLE, HEIGHT).dt(DT);
    if (neuron == Kind.LIF) {
      return all;
    }
    Neuron adaptive = all.with("tau_adapt_inv", 1 / tauAdapt).with("beta", beta);
    if (neuron == Kind.LSNN) {
      return adaptive;
    }
    float[] halves = new float[hidden];
    Arrays.fill(halves, 0, hidden / 2, (float) beta);
    return adaptive.with("beta", Tensor.of(halves, hidden));
  }

  private Map<String, String> settings(StoreRecall train, StoreRecall test) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("--neuron", neuron.toString());
    settings.put("--learning", learning.toString());
    settings.put("--hidden", String.valueOf(hidden));
    settings.put("--tau-adapt", String.valueOf(tauAdapt));
    settings.put("--beta", String.valueOf(beta));
    settings.put("training items", train.text());
    settings.put("test items", test.text());
    return settings;
  }
}
