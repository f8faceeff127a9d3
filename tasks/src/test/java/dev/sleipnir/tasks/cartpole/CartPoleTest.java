package dev.sleipnir.tasks.cartpole;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.LifCurrentEncoder;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import dev.sleipnir.model.train.Batch;
import dev.sleipnir.model.train.BatchResult;
import dev.sleipnir.tasks.training.CommandRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CartPoleTest {
  private static final List<String> SMALL =
      List.of(
          "cartpole",
          "--quiet",
          "--epochs=1",
          "--train-episodes=5",
          "--test-episodes=3",
          "--batch-size=2",
          "--hidden=9",
          "--steps=8");

  @TempDir private Path folder;

  /** The published equations, written down once more: acceleration by Newton's second law. */
  @ParameterizedTest
  @CsvSource({"0, 0, 0, 0, 1", "1.2, -0.5, 0.15, 2.5, 0", "-2, 3, -0.2, -3, 1"})
  void aStepObeysTheForcesOnCartAndPole(
      double x, double velocity, double angle, double angular, int action) {
    var cart = new CartPole(x, velocity, angle, angular);
    float[] before = new float[4];
    cart.observe(before, 0);
    cart.step(action);
    float[] after = new float[4];
    cart.observe(after, 0);
    double step = CartPole.TAU;
    assertEquals(x + step * velocity, after[0], 1e-6);
    assertEquals(angle + step * angular, after[2], 1e-6);
    double acceleration = (after[1] - before[1]) / step;
    double turning = (after[3] - before[3]) / step;
    // Horizontal momentum of cart and pole, and the pole's turning about its end.
    double force = action == 1 ? 10 : -10;
    double inertial =
        1.1 * acceleration
            + 0.1 * 0.5 * (turning * Math.cos(angle) - angular * angular * Math.sin(angle));
    assertEquals(force, inertial, 1e-3);
    double torque = 9.8 * Math.sin(angle) - acceleration * Math.cos(angle);
    assertEquals(torque, 4 / 3.0 * 0.5 * turning, 1e-3);
  }

  @Test
  void itEndsFarOffWhenThePoleFallsOrAfter500Steps() {
    assertFalse(new CartPole(2.4, 0, 0.2094, 0).hasFallen());
    assertTrue(new CartPole(2.4001, 0, 0, 0).hasFallen());
    assertTrue(new CartPole(0, 0, -0.2095, 0).hasFallen());
    var cart = new CartPole(0, 0, 0, 0);
    float[] state = new float[4];
    int steps = 0;
    while (!cart.isOver()) {
      cart.observe(state, 0);
      // Holds it: towards where the pole falls, and the cart back.
      cart.step(state[2] + 0.2 * state[3] + 0.02 * state[0] + 0.05 * state[1] > 0 ? 1 : 0);
      steps++;
    }
    assertEquals(500, steps);
    assertFalse(cart.hasFallen());
  }

  private static Policy policy(int outputs) {
    var random = new RandomStream(2);
    return new Policy(
        Lift.of(
            new SequentialState(
                new LifCurrentEncoder().cell(),
                new Lif()
                    .with("v_th", 0.25)
                    .recurrentCell(RecurrentWeights.random(random, 8, 17, false)),
                Linear.readout(random, 17, outputs),
                new Li().cell())),
        12,
        true,
        50f);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 257})
  void whoActsScoresAsTheNetworkThatLearns(int count) {
    Policy policy = policy(3);
    float[] observations = new float[4 * count];
    for (int i = 0; i < observations.length; i++) {
      observations[i] = (float) new RandomStream(i).nextGaussian() * 0.3f;
    }
    Policy.Actor actor = policy.actor(count, Parallel.of(1));
    for (int call = 0; call < 2; call++) {
      float[] acting = actor.scores(observations).clone();
      try (var scope = new Scope(new Workspace())) {
        Tensor outputs = policy.outputs(observations, scope);
        assertArrayEquals(Policy.scores(outputs).toArray(), acting, 1e-6f);
        assertArrayEquals(new int[] {count, 1}, Policy.values(outputs).shape());
      }
      // The session sees edited weights.
      Parameter readout = policy.network().module().parameters().getLast();
      for (int i = 0; i < readout.size(); i++) {
        readout.data()[i] *= -2;
      }
      readout.edited("the test");
    }
  }

  @Test
  void creditIsDiscountedWithinEachEpisode() {
    var played =
        new Episodes(
            List.of(new float[4 * 3], new float[4 * 2]),
            List.of(new int[3], new int[2]),
            new boolean[] {true, false});
    assertArrayEquals(new float[] {1.75f, 1.5f, 1, 1.5f, 1}, Credit.returns(played, 0.5), 1e-6f);
    // The mean is 1.625, 1.25 and, as the second is over, 0.5.
    assertArrayEquals(
        new float[] {0.125f, 0.25f, 0.5f, -0.125f, -0.25f},
        Credit.lessMean(played, Credit.returns(played, 0.5)),
        1e-6f);
    var alone = new Episodes(List.of(new float[4 * 2]), List.of(new int[2]), new boolean[] {true});
    assertArrayEquals(
        new float[] {1.5f, 1}, Credit.lessMean(alone, Credit.returns(alone, 0.5)), 1e-6f);
    float[] values = {1, 2, 4, 8, 16};
    // lambda 0: r + gamma v' - v; lambda 1: return less value. The second ended for time alone.
    assertArrayEquals(
        new float[] {1, 1, -3, 1, -7}, Credit.advantages(played, values, 0.5, 0, 1), 1e-6f);
    assertArrayEquals(
        new float[] {0.75f, -0.5f, -3, -2.5f, -7},
        Credit.advantages(played, values, 0.5, 1, 1),
        1e-6f);
    float[] standard = Credit.standardized(new float[] {1, 2, 3});
    assertArrayEquals(new float[] {-1.2247449f, 0, 1.2247449f}, standard, 1e-5f);
    assertArrayEquals(new float[] {0, 0}, Credit.standardized(new float[] {4, 4}), 0);
  }

  @Test
  void theLossMakesActionsLikelierThatWereFollowedByMore() {
    for (boolean critic : new boolean[] {false, true}) {
      Policy policy = policy(critic ? 3 : 2);
      var task = new PolicyGradient(policy, critic, 4, 0.9, 0.95, 0.01, new RunningReward());
      List<Parameter> parameters = policy.network().module().parameters();
      parameters.forEach(Parameter::clearGradient);
      double[] metrics = new double[2];
      for (int call = 0; call < 2; call++) {
        try (var tape = new Tape(new Workspace(), new RandomStream(1))) {
          BatchResult result = task.run(new Batch(tape, new RandomStream(3), 0, 1, 2));
          metrics[call] = result.metric();
          assertTrue(Float.isFinite(result.loss().item()));
          if (call == 0) {
            tape.backward(result.loss());
          }
        }
      }
      assertEquals(metrics[0], metrics[1], "the same chance, the same episodes");
      for (Parameter parameter : parameters) {
        double norm = 0;
        for (float g : parameter.gradient()) {
          norm += g * g;
        }
        assertTrue(norm > 0, String.valueOf(parameter));
      }
    }
  }

  @Test
  void rewardsRunAsNorseCountsThem() {
    var rewards = new RunningReward();
    assertTrue(rewards.lines().isEmpty());
    rewards.add(110);
    assertEquals(0.95 * 10 + 0.05 * 110, rewards.figures().get("runningReward"));
    for (int e = 0; e < 100; e++) {
      rewards.add(500);
    }
    // 500 - 485 * 0.95^n, less the first step.
    assertEquals(
        List.of(
            "Running reward above 195 after 11 episodes.",
            "Running reward above 475 after 59 episodes."),
        rewards.lines());
  }

  @ParameterizedTest
  @CsvSource({"lif, reinforce", "lsnn, actor-critic", "ann, reinforce"})
  void aTrainingLeavesReportPicturesAndAFilm(String policy, String method) throws IOException {
    Path report = folder.resolve("pole.json");
    Path gif = folder.resolve("pole.gif");
    List<String> options = new ArrayList<>(SMALL);
    if (policy.equals("ann")) {
      options.remove("--steps=8");
    }
    CommandRun run =
        CommandRun.of(
            options,
            "--policy",
            policy,
            "--method",
            method,
            "--report",
            report.toString(),
            "--gif",
            gif.toString());
    assertEquals(0, run.status(), run.err());
    assertTrue(run.out().contains("Running reward not above 195 in 5 episodes."), run.out());
    JsonNode findings = JsonMapper.shared().readTree(report.toFile()).get("findings");
    assertEquals(5, findings.get("episodes").intValue());
    assertTrue(Files.size(folder.resolve("pole-rewards.png")) > 1000);
    byte[] film = Files.readAllBytes(gif);
    assertArrayEquals("GIF89a".getBytes(StandardCharsets.US_ASCII), Arrays.copyOf(film, 6));
  }

  @Test
  void weightsDoNotDependOnThreadsNorOnAnInterruption() throws IOException {
    List<byte[]> weights = new ArrayList<>();
    for (String[] way : new String[][] {{"1", "1"}, {"2", "1"}, {"1", "2"}}) {
      Path file = folder.resolve(String.join("-", way));
      List<String> options = new ArrayList<>(SMALL);
      options.addAll(
          List.of("--schedule=constant", "--threads", way[0], "--checkpoint", file.toString()));
      List<String> again = new ArrayList<>(options);
      again.set(2, "--epochs=2");
      if (way[1].equals("2")) {
        assertEquals(0, CommandRun.of(options).status());
        again.add("--resume");
      }
      CommandRun run = CommandRun.of(again);
      assertEquals(0, run.status(), run.err());
      weights.add(Files.readAllBytes(file));
    }
    assertArrayEquals(weights.get(0), weights.get(1));
    assertArrayEquals(weights.get(0), weights.get(2));
  }

  @Test
  void aDiagnosisSaysNothingOfATrainingThatWasNone() {
    CommandRun run = CommandRun.of(SMALL, "--diagnose");
    assertEquals(0, run.status(), run.err());
    assertFalse(run.out().contains("Running reward"), run.out());
  }

  @Test
  void aFilmThatCannotBeWrittenIsRefusedBeforeTheTraining() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    CommandRun run = CommandRun.of(SMALL, "--gif", file.resolve("pole.gif").toString());
    assertEquals(1, run.status());
    assertTrue(run.err().contains(file.toString()), run.err());
    assertFalse(run.out().contains("epoch"), run.out());
  }

  @ParameterizedTest
  @CsvSource({
    "--entropy=-1, --quiet, --entropy: expected a number >= 0",
    "--method=actor-critic, --lambda=1.5, '--lambda: expected a number in [0, 1]'",
    "--lambda=0.5, --quiet, --lambda: expected --method actor-critic",
    "--gamma=1, --quiet, --gamma: expected a number in",
    "--policy=ann, --steps=3, --steps: expected a spiking --policy",
    "--gif=pole.png, --quiet, expected a name that ends in .gif",
  })
  void wrongUsageIsNamed(String first, String second, String message) {
    CommandRun run = CommandRun.of(List.of("cartpole"), first, second);
    assertTrue(run.status() == 2 || run.status() == 1, run.out());
    assertTrue(run.err().contains(message), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
  }
}
