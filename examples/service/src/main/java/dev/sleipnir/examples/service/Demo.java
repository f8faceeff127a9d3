package dev.sleipnir.examples.service;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.network.Model;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code service demo}: writes a model to try the service with. */
@Command(name = "demo", description = "Write a network of digits' size that has learned nothing.")
final class Demo implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "Replaced if it is there.")
  private Path file;

  @Option(names = "--seed", defaultValue = "1", description = "Of its weights (${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--hidden", defaultValue = "256", description = "Neurons (${DEFAULT-VALUE}).")
  private int hidden;

  @Override
  public Integer call() throws IOException {
    write(file, seed, hidden);
    return 0;
  }

  static void write(Path file, long seed, int hidden) throws IOException {
    RandomStream random = new RandomStream(seed);
    Model.save(
        new SequentialState(
            new Flatten(),
            new Linear(random, 784, hidden),
            new Lif().cell(),
            Linear.readout(random, hidden, 10),
            new Li().cell()),
        file,
        1,
        28,
        28);
  }
}
