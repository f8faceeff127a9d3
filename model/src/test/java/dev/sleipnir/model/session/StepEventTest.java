package dev.sleipnir.model.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepEventTest {
  @TempDir Path folder;

  private static float[] input(int size, int ones) {
    float[] x = new float[size];
    Arrays.fill(x, 0, ones, 2f);
    return x;
  }

  private List<RecordedEvent> recorded(Runnable work, boolean enabled) throws Exception {
    Path file = folder.resolve("steps.jfr");
    try (Recording recording = new Recording()) {
      if (enabled) {
        recording.enable("dev.sleipnir.Step");
      } else {
        recording.disable("dev.sleipnir.Step");
      }
      recording.start();
      work.run();
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> steps = new ArrayList<>();
    for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
      if (event.getEventType().getName().equals("dev.sleipnir.Step")) {
        steps.add(event);
      }
    }
    return steps;
  }

  @Test
  void aStepSaysWhatArrivedAndChangesNoBits() throws Exception {
    RandomStream random = new RandomStream(3);
    var network =
        new SequentialState(
            new Conv2d(random, 1, 2, 3),
            new Flatten(),
            new Lif().recurrentCell(32, 10),
            new Linear(random, 10, 7),
            new Li().cell());
    Session session = Session.of(network, 1, 1, 6, 6);
    Session same = Session.of(network, 1, 1, 6, 6);
    float[][] plain = new float[5][];
    for (int t = 0; t < plain.length; t++) {
      plain[t] = session.step(input(36, 4 * t)).clone();
    }
    List<RecordedEvent> steps =
        recorded(
            () -> {
              for (int t = 0; t < plain.length; t++) {
                assertArrayEquals(plain[t], same.step(input(36, 4 * t)));
              }
            },
            true);
    assertEquals(plain.length, steps.size());
    for (int t = 0; t < plain.length; t++) {
      RecordedEvent step = steps.get(t);
      assertEquals(1, step.getInt("samples"));
      assertTrue(step.getDuration().toNanos() > 0, step::toString);
      assertTrue(step.getLong("spikes") >= 4L * t, step::toString);
      assertTrue(step.getDouble("spikesPerSecond") >= step.getLong("spikes"), step::toString);
    }
  }

  @Test
  void synapticEventsAreSpikesTimesSynapses() throws Exception {
    var network =
        new SequentialState(
            new Linear(Tensor.zeros(3, 8), null),
            new Lif().cell(),
            new Linear(Tensor.zeros(5, 3), null));
    Session session = Session.of(network, 2, 8);
    List<RecordedEvent> steps = recorded(() -> session.step(input(16, 10)), true);
    assertEquals(10, steps.getFirst().getLong("spikes"), steps::toString);
    assertEquals(30, steps.getFirst().getLong("synapticEvents"), steps::toString);
    assertEquals(2, steps.getFirst().getInt("samples"));
    assertFalse(steps.getFirst().hasField("began"));
  }

  @Test
  void whatIsNotAskedForIsNotRecorded() throws Exception {
    Session session = Session.of(new SequentialState(new Lif().cell()), 1, 8);
    assertEquals(List.of(), recorded(() -> session.step(new float[8]), false));
  }
}
