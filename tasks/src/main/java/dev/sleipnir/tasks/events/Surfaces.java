package dev.sleipnir.tasks.events;

import dev.sleipnir.model.layer.Branches;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.LiBox;
import dev.sleipnir.tasks.option.Usage;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** {@code sleipnir timesurface}: leaky integrators make a time surface of events. */
@Command(
    name = "timesurface",
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "Make time surfaces of a stream of events: leaky integrators, one for each pixel, that forget"
          + " within their time constants."
    },
    footer = {
      "",
      "Examples:",
      "  sleipnir timesurface --gif bar.gif",
      "  sleipnir timesurface driving.raw --tau 5,50 --gif surfaces.gif --png surfaces.png",
      "  sleipnir timesurface driving.raw --synapse --gif smooth.gif"
    })
public final class Surfaces extends Demonstration {
  private static final double MS = 1e-3;

  @Option(
      names = "--tau",
      paramLabel = "MS",
      split = ",",
      description = "Time constants in milliseconds, a surface for each.")
  private List<Double> tau = List.of(10., 50.);

  @Option(
      names = "--synapse",
      description = "Integrate a synaptic current first (LI), not the events themselves (LIBox).")
  private boolean synapse;

  /** The command with its defaults. */
  public Surfaces() {}

  @Override
  void checkOwn(CommandSpec command) {
    tau.forEach(t -> Usage.positive(command, "--tau", t));
  }

  @Override
  List<String> outputs() {
    return tau.stream().map(t -> "Surface of " + t + " ms").toList();
  }

  @Override
  NetworkModule network() {
    return network(tau, synapse);
  }

  /** Counts, [1, 1, height, width], to surfaces, [1, taus, height, width]. */
  static NetworkModule network(List<Double> tau, boolean synapse) {
    return Branches.concatenate(
        tau.stream()
            .map(t -> (synapse ? new Li() : new LiBox()).with("tau_mem_inv", 1 / (t * MS)).cell())
            .toArray(NetworkModule[]::new));
  }

  @Override
  float shown(float sum, float last) {
    return last;
  }
}
