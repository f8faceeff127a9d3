package dev.sleipnir.tasks.soak;

import dev.sleipnir.kernels.random.Philox;
import dev.sleipnir.kernels.rule.TraceJump;
import dev.sleipnir.plasticity.SparseConnectivity;
import dev.sleipnir.plasticity.SparseSynapses;
import dev.sleipnir.plasticity.Stdp;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;

/** {@code sleipnir soak plasticity}: sparse synapses with delays that learn, a step at a time. */
@Command(name = "plasticity", hidden = true, description = "Steps of synapses, for soak.")
public final class PlasticitySteps extends Stepping {
  private static final long SEED = 7;
  private static final float DENSITY = 0.02f;
  private static final int NEURONS = 400;
  private static final int MOST_DELAY = 10;

  PlasticitySteps() {}

  @Override
  Steps begin() {
    float[] spikes = new float[2 * NEURONS];
    float[] pre = new float[NEURONS];
    float[] post = new float[NEURONS];
    SparseSynapses synapses =
        Stdp.additive()
            .jump(TraceJump.UNIT)
            .sparse(
                SparseConnectivity.random(NEURONS, NEURONS, 0.1, SEED)
                    .withWeights(0, 0.5f, SEED)
                    .withDelays(1, MOST_DELAY, SEED));
    return new Steps() {
      @Override
      public void load(Path file) throws IOException {
        synapses.load(file);
      }

      @Override
      public void save(Path file) throws IOException {
        synapses.save(file);
      }

      @Override
      public void step(long number) {
        Philox.bernoulli(SEED, 0, number * spikes.length, DENSITY, spikes, 0, spikes.length);
        System.arraycopy(spikes, 0, pre, 0, NEURONS);
        System.arraycopy(spikes, NEURONS, post, 0, NEURONS);
        synapses.step(pre, post);
      }
    };
  }
}
