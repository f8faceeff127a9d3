package dev.sleipnir.tasks.nir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.exchange.NDArray;
import dev.sleipnir.model.exchange.Npy;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.math.Reduction;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.LifBox;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.optimize.Losses;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import dev.sleipnir.nir.Nir;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network that was trained here fires the same spikes in NumPy, by NIR's equations alone. */
class NirPeerTest {
  @TempDir private Path folder;

  @Test
  void numpyFiresTheSameSpikes() throws Exception {
    Assumptions.assumeTrue(
        run("python3", "-c", "import numpy, h5py").status() == 0,
        "not on this machine: python3 with NumPy and h5py");
    RandomStream random = new RandomStream(1);
    int[] labels = {0, 1, 2, 3, 0, 1, 2, 3};
    Tensor xs = Tensor.zeros(50, 8, 12);
    for (int i = 0; i < xs.size(); i++) {
      boolean busy = i % 12 / 3 == labels[i / 12 % 8];
      xs.data()[i] = random.nextFloat() < (busy ? 0.4f : 0.1f) ? 1 : 0;
    }
    var network =
        new SequentialState(
            new Lif()
                .with("v_th", 0.3)
                .recurrentCell(RecurrentWeights.random(random, 12, 30, false)),
            new Linear(random, 30, 4),
            new LifBox().with("v_th", 0.2).cell());
    var adam = new Adam(network.parameters(), 0.02);
    var workspace = new Workspace();
    for (int epoch = 0; epoch < 5; epoch++) {
      try (var tape = new Tape(workspace)) {
        Tensor spikes = Lift.of(network).forward(tape.enter(xs));
        tape.backward(Losses.crossEntropy(Reduction.of(spikes, 0).mean().scale(20), labels));
      }
      adam.step();
    }
    assertEquals(List.of(), Nir.save(network, folder.resolve("trained.nir"), 12));
    Npy.write(folder.resolve("x.npy"), NDArray.of(xs));
    Tensor spikes = Lift.of(network).forward(xs);
    Npy.write(folder.resolve("spikes.npy"), NDArray.of(spikes));
    Ended same = run("python3", "../bench/peers/nir.py", folder.toString());
    assertEquals(0, same.status(), same.output());
    assertTrue(same.output().contains("1600 cells"), same.output());
    assertTrue(same.output().contains(" 0 differ"), same.output());

    float[] wrong = spikes.toArray();
    wrong[7] = 1 - wrong[7];
    Npy.write(folder.resolve("spikes.npy"), NDArray.of(wrong, spikes.shape()));
    Ended other = run("python3", "../bench/peers/nir.py", folder.toString());
    assertEquals(1, other.status(), other.output());
    assertTrue(other.output().contains(" 1 differ"), other.output());
  }

  private record Ended(int status, String output) {}

  private static Ended run(String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it ends");
      return new Ended(process.exitValue(), output);
    } catch (IOException e) {
      return new Ended(-1, String.valueOf(e.getMessage()));
    }
  }
}
