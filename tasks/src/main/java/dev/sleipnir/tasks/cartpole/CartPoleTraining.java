package dev.sleipnir.tasks.cartpole;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.Relu;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.LifCurrentEncoder;
import dev.sleipnir.model.neuron.Lsnn;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.tensor.Workspace;
import dev.sleipnir.model.train.Checkpoint;
import dev.sleipnir.tasks.option.Effect;
import dev.sleipnir.tasks.option.Usage;
import dev.sleipnir.tasks.plot.Animation;
import dev.sleipnir.tasks.training.Defaults;
import dev.sleipnir.tasks.training.Training;
import dev.sleipnir.tasks.training.TrainingCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sleipnir cartpole}: trains a policy to balance a pole on a cart. */
@Command(
    name = "cartpole",
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "Train a spiking policy to balance a pole on a cart (CartPole-v1: 500 steps at most).",
      "An epoch is a number of episodes with actions drawn by the policy, --batch-size of them for a"
          + " step of the optimiser; the test plays with the better action. The report has the running"
          + " reward of all training episodes."
    },
    footer = {
      "",
      "Examples:",
      "  sleipnir cartpole",
      "  sleipnir cartpole --method actor-critic --gif pole.gif",
      "  sleipnir cartpole --policy ann --report ann.json"
    })
public final class CartPoleTraining extends TrainingCommand {
  /** Which network. */
  enum Kind {
    LIF,
    LSNN,
    ANN;

    /** As the command line writes it. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How it learns. */
  enum Method {
    REINFORCE,
    ACTOR_CRITIC;

    /** As the command line writes it. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Steepness of the surrogate gradient. */
  private static final float ALPHA = 10f;

  /** At 1, the usual one, none of the hidden neurons fires at first. */
  private static final double THRESHOLD = 0.25;

  @Option(
      names = "--policy",
      paramLabel = "NAME",
      description =
          "lif or lsnn (recurrent spiking neurons), or ann (one hidden layer of rectifiers).")
  private Kind kind = Kind.LIF;

  @Option(
      names = "--method",
      paramLabel = "NAME",
      description =
          "reinforce (returns of whole episodes), or actor-critic (generalised advantages).")
  private Method method = Method.REINFORCE;

  @Option(names = "--hidden", paramLabel = "N", description = "Hidden neurons.")
  private int hidden = 64;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Time steps of 1 ms of a spiking policy for each action.")
  private int steps = 20;

  @Option(
      names = "--input-scale",
      paramLabel = "X",
      description = "Observations are multiplied by this to currents of a spiking policy.")
  private float inputScale = 50f;

  @Option(names = "--gamma", paramLabel = "X", description = "Discount of a step, in (0, 1).")
  private double gamma = 0.99;

  @Option(
      names = "--lambda",
      paramLabel = "X",
      description =
          "With --method actor-critic: how much of later steps an advantage takes in; 0: a step's"
              + " reward and the next value, 1: all rewards.")
  private double lambda = 1;

  @Option(
      names = "--entropy",
      paramLabel = "X",
      description = "Weight of the entropy of actions in the loss: with more, chance acts longer.")
  private double entropy = 0.03;

  @Option(
      names = "--train-episodes",
      paramLabel = "N",
      description = "Episodes of an epoch to learn from.")
  private int trainEpisodes = 64;

  @Option(names = "--test-episodes", paramLabel = "N", description = "Episodes of a test.")
  private int testEpisodes = 16;

  @Option(
      names = "--gif",
      paramLabel = "FILE",
      description = "Write the first test episode here as an animation, at the end.")
  private @Nullable Path gif;

  private final RunningReward rewards = new RunningReward();
  private @Nullable Policy policy;

  /** The command, as it stands. */
  public CartPoleTraining() {
    super(new Defaults(20, 8, 1e-2).schedule("cosine"));
  }

  @Override
  protected void checkOwn() {
    Usage.atLeast(spec(), "--hidden", hidden, 1);
    Usage.atLeast(spec(), "--steps", steps, 1);
    Usage.positive(spec(), "--input-scale", inputScale);
    Usage.atLeast(spec(), "--train-episodes", trainEpisodes, 1);
    Usage.atLeast(spec(), "--test-episodes", testEpisodes, 1);
    if (!(gamma > 0 && gamma < 1)) {
      throw Usage.error(spec(), "--gamma: expected a number in (0, 1), got " + gamma);
    }
    if (!(lambda >= 0 && lambda <= 1)) {
      throw Usage.error(spec(), "--lambda: expected a number in [0, 1], got " + lambda);
    }
    Effect.require(
        spec(),
        "--lambda",
        method == Method.ACTOR_CRITIC,
        "--method actor-critic",
        "--method " + method);
    if (!(entropy >= 0 && entropy < Double.POSITIVE_INFINITY)) {
      throw Usage.error(spec(), "--entropy: expected a number >= 0, got " + entropy);
    }
    for (String option : new String[] {"--steps", "--input-scale"}) {
      Effect.require(spec(), option, kind != Kind.ANN, "a spiking --policy", "--policy " + kind);
    }
    if (gif != null) {
      try {
        Animation.check(gif);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  protected Training training(@Nullable Checkpoint saved) {
    boolean critic = method == Method.ACTOR_CRITIC;
    SequentialState network = network(CartPole.ACTIONS + (critic ? 1 : 0));
    boolean spiking = kind != Kind.ANN;
    policy = new Policy(lift(network), spiking ? steps : 1, spiking, inputScale);
    var task = new PolicyGradient(policy, critic, trainEpisodes, gamma, lambda, entropy, rewards);
    return new Training(
        kind + " policy, " + method,
        "CartPole-v1",
        "episodes",
        "the first state",
        policy.steps(),
        task,
        task.episodes(testEpisodes),
        settings(),
        rewards);
  }

  private SequentialState network(int outputs) {
    RandomStream random = new RandomStream(seed()).split("cart-pole");
    if (kind == Kind.ANN) {
      return new SequentialState(
          new Linear(random.split("hidden"), CartPole.OBSERVED, hidden, false),
          new Relu(),
          readout(random, outputs));
    }
    Neuron neuron =
        (kind == Kind.LIF ? new Lif() : new Lsnn())
            .with("v_th", THRESHOLD)
            .surrogate(Surrogate.SUPER, ALPHA);
    var weights =
        RecurrentWeights.random(random.split("hidden"), 2 * CartPole.OBSERVED, hidden, false);
    return new SequentialState(
        new LifCurrentEncoder().cell(),
        neuron.recurrentCell(weights),
        readout(random, outputs),
        new Li().cell());
  }

  /** A critic says the same of all states at first: any other guess would be taken for credit. */
  private Linear readout(RandomStream random, int outputs) {
    Linear readout = Linear.readout(random.split("readout"), hidden, outputs);
    float[] weights = readout.weight().data();
    Arrays.fill(weights, CartPole.ACTIONS * hidden, weights.length, 0f);
    readout.weight().edited("zeros");
    return readout;
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("--policy", kind.toString());
    settings.put("--method", method.toString());
    settings.put("--hidden", String.valueOf(hidden));
    settings.put("--steps", String.valueOf(steps));
    settings.put("--input-scale", String.valueOf(inputScale));
    settings.put("--lambda", String.valueOf(lambda));
    settings.put("--entropy", String.valueOf(entropy));
    settings.put("--gamma", String.valueOf(gamma));
    settings.put("--train-episodes", String.valueOf(trainEpisodes));
    settings.put("--test-episodes", String.valueOf(testEpisodes));
    return settings;
  }

  @Override
  protected void trained(Workspace workspace, PrintWriter out) throws IOException {
    rewards.lines().forEach(out::println);
    if (gif != null && policy != null) {
      CartPoleFilm.of(policy.actor(1, workspace.parallel()), new RandomStream(seed())).write(gif);
    }
  }
}
