package dev.sleipnir.tasks;

import dev.sleipnir.bench.protocol.DensitySweep;
import dev.sleipnir.bench.protocol.Protocol;
import dev.sleipnir.bench.protocol.Repeats;
import dev.sleipnir.tasks.plot.Picture;
import dev.sleipnir.tasks.plot.Plot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sleipnir bench density}: where event-driven and dense products meet. */
@Command(
    name = "density",
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "Event-driven and dense connections at rising densities of spikes, and where they meet.",
      "A dense layer 1024 x 1024 and a convolution of 32 to 64 channels, 5 x 5, 12 x 12 pixels."
    })
final class BenchDensity extends BenchCommand {
  private static final int MILLIS = 1000;

  @Option(names = "--rows", paramLabel = "N", description = "Samples times time steps of a call.")
  private int rows = 256;

  @Option(names = "--threads", paramLabel = "N", description = "Threads.")
  private int threads = 1;

  @Option(names = "--warm-up", paramLabel = "N", description = "Runs before the clock counts.")
  private int warmUp = 10;

  @Option(names = "--runs", paramLabel = "N", description = "Runs that count, of each.")
  private int runs = 11;

  @Option(
      names = "--plot",
      paramLabel = "FILE",
      description = "Also draw the curves: .png or .svg.")
  private @Nullable Path plot;

  @Override
  Protocol protocol() throws IOException {
    if (plot != null) {
      Picture.check(plot);
    }
    return new DensitySweep(rows, threads, new Repeats(warmUp, runs));
  }

  @Override
  void finish(Map<String, Object> figures) throws IOException {
    if (plot == null) {
      return;
    }
    double[] densities = (double[]) Objects.requireNonNull(figures.get("densities"));
    List<Plot> plots = new ArrayList<>();
    for (String layer : List.of("linear", "conv")) {
      Map<?, ?> of = (Map<?, ?>) Objects.requireNonNull(figures.get(layer));
      plots.add(
          new Plot(
                  layer.equals("conv") ? "Conv2d" : "Linear",
                  "density of spikes",
                  "time of a call [ms]")
              .logX()
              .logY()
              .line("event-driven", densities, millis(of, "event_seconds"))
              .line("dense", densities, millis(of, "dense_seconds")));
    }
    Plot.write(plot, 2, plots);
  }

  private static double[] millis(Map<?, ?> figures, String name) {
    List<?> seconds = (List<?>) Objects.requireNonNull(figures.get(name));
    return seconds.stream().mapToDouble(s -> MILLIS * (Double) s).toArray();
  }
}
