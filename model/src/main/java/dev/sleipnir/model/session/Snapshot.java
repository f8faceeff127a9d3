package dev.sleipnir.model.session;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.cell.ResidentNeurons;
import dev.sleipnir.model.file.ArchiveReader;
import dev.sleipnir.model.file.ArchiveWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a session carries from step to step: the state of its neurons, and the streams of random
 * numbers they draw from.
 */
final class Snapshot {
  private final List<float[]> values = new ArrayList<>();
  private final List<@Nullable RandomStream> random = new ArrayList<>();

  private Snapshot() {}

  /** The state of some stages as it is now. */
  static Snapshot of(Stage[] stages) {
    Snapshot snapshot = new Snapshot();
    for (Stage stage : stages) {
      memory(stage).forEach(array -> snapshot.values.add(array.clone()));
      ResidentNeurons neurons = stage.neurons();
      snapshot.random.add(neurons == null ? null : neurons.random());
    }
    return snapshot;
  }

  /** Puts the stages into this state. */
  void restore(Stage[] stages) {
    int next = 0;
    for (int s = 0; s < stages.length; s++) {
      for (float[] array : memory(stages[s])) {
        System.arraycopy(values.get(next++), 0, array, 0, array.length);
      }
      ResidentNeurons neurons = stages[s].neurons();
      RandomStream stream = random.get(s);
      if (neurons != null && stream != null) {
        neurons.setRandom(stream);
      }
    }
  }

  void write(Stage[] stages, ArchiveWriter out) throws IOException {
    int next = 0;
    out.number(stages.length);
    for (int s = 0; s < stages.length; s++) {
      out.text(kind(stages[s]));
      for (int m = memory(stages[s]).size(); m > 0; m--) {
        out.floats(values.get(next++));
      }
      out.random(random.get(s));
    }
  }

  /** Reads what {@link #write} wrote of such stages. */
  static Snapshot read(Stage[] stages, ArchiveReader in) throws IOException {
    Snapshot snapshot = new Snapshot();
    in.require("stages of the session", stages.length);
    for (int s = 0; s < stages.length; s++) {
      String kind = kind(stages[s]);
      in.require("stage " + s, kind);
      for (float[] array : memory(stages[s])) {
        snapshot.values.add(in.floats("stage " + s + ", " + kind, array.length));
      }
      RandomStream stream = in.random("stage " + s + ", " + kind);
      ResidentNeurons neurons = stages[s].neurons();
      boolean draws = neurons != null && neurons.random() != null;
      if (draws != (stream != null)) {
        throw new IOException(
            "stage "
                + s
                + ": expected "
                + (draws ? "a stream of random numbers, got none" : "no random numbers, got some"));
      }
      snapshot.random.add(stream);
    }
    return snapshot;
  }

  private static String kind(Stage stage) {
    ResidentNeurons neurons = stage.neurons();
    return neurons == null ? "no state" : neurons.toString();
  }

  private static List<float[]> memory(Stage stage) {
    List<float[]> memory = new ArrayList<>(stage.memory());
    ResidentNeurons neurons = stage.neurons();
    if (neurons != null) {
      memory.addAll(List.of(neurons.state()));
    }
    return memory;
  }
}
