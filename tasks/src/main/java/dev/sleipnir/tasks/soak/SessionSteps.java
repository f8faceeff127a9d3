package dev.sleipnir.tasks.soak;

import dev.sleipnir.kernels.random.Philox;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lsnn;
import dev.sleipnir.model.session.Session;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;

/** {@code sleipnir soak session}: a recurrent network, a step at a time. */
@Command(name = "session", hidden = true, description = "Steps of a session, for soak.")
public final class SessionSteps extends Stepping {
  private static final long SEED = 5;
  private static final float DENSITY = 0.1f;
  private static final int INPUTS = 100;

  SessionSteps() {}

  @Override
  Steps begin() {
    RandomStream random = new RandomStream(SEED);
    float[] x = new float[INPUTS];
    Session session =
        Session.of(
            new SequentialState(
                new Linear(random, INPUTS, 128),
                new Lsnn().recurrentCell(RecurrentWeights.random(random, 128, 128, false)),
                Linear.readout(random, 128, 10),
                new Li().cell()),
            1,
            INPUTS);
    return new Steps() {
      @Override
      public void load(Path file) throws IOException {
        session.load(file);
      }

      @Override
      public void save(Path file) throws IOException {
        session.save(file);
      }

      @Override
      public void step(long number) {
        Philox.bernoulli(SEED, 0, number * INPUTS, DENSITY, x, 0, INPUTS);
        session.step(x);
      }
    };
  }
}
