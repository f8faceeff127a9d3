package dev.sleipnir.model.session;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.file.ArchiveReader;
import dev.sleipnir.model.file.ArchiveWriter;
import dev.sleipnir.model.tensor.Draws;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.StateParts;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a session carries from step to step: the state of its network, and the random numbers that
 * are drawn.
 */
final class Snapshot {
  private final boolean fresh;
  private final @Nullable Draws draws;
  private final List<float[]> values = new ArrayList<>();
  private final List<@Nullable RandomStream> random = new ArrayList<>();

  private Snapshot(boolean fresh, @Nullable Draws draws) {
    this.fresh = fresh;
    this.draws = draws;
  }

  /**
   * The state as it is now.
   *
   * @param carried its parts
   * @param fresh whether the next step is the first
   * @param draws random numbers given to the trial, as far as they were drawn; null if none were
   */
  static Snapshot of(Carried carried, boolean fresh, @Nullable Draws draws) {
    Snapshot snapshot = new Snapshot(fresh, draws);
    for (NeuronState population : carried.populations()) {
      for (float[] column : population.columns()) {
        snapshot.values.add(column.clone());
      }
      RandomStream stream = population.random();
      snapshot.random.add(stream == null ? null : stream.copy());
    }
    for (Tensor tensor : carried.tensors()) {
      snapshot.values.add(tensor.data().clone());
    }
    return snapshot;
  }

  /**
   * A state that a network's step or a session returned.
   *
   * @throws IllegalArgumentException if it is not made of such parts
   */
  static Snapshot of(Carried carried, State state) {
    List<NeuronState> populations = new ArrayList<>();
    List<Tensor> tensors = new ArrayList<>();
    state.with(
        new StateParts() {
          @Override
          public NeuronState neurons(NeuronState part) {
            populations.add(part.copy());
            return part;
          }

          @Override
          public Tensor tensor(Tensor part) {
            tensors.add(part);
            return part;
          }
        });
    if (populations.size() != carried.populations().size()
        || tensors.size() != carried.tensors().size()) {
      throw new IllegalArgumentException(
          "session: expected a state of "
              + carried.populations().size()
              + " populations and "
              + carried.tensors().size()
              + " tensors, as a step of the network returns, got one of "
              + populations.size()
              + " and "
              + tensors.size());
    }
    Snapshot snapshot = new Snapshot(false, null);
    for (int p = 0; p < populations.size(); p++) {
      NeuronState given = populations.get(p);
      NeuronState place = carried.populations().get(p);
      given.require("session", place.names(), place.shape());
      for (String name : place.names()) {
        Tensor column = place.align(given.get(name));
        snapshot.values.add(column.values());
      }
      snapshot.random.add(given.random());
    }
    for (int t = 0; t < tensors.size(); t++) {
      Tensor place = carried.tensors().get(t);
      Shape.require("session: state", place.shape(), tensors.get(t).shape());
      Tensor row = tensors.get(t).copy();
      snapshot.values.add((place.isChannelsLast() ? row.channelsLast() : row).values());
    }
    return snapshot;
  }

  /** Whether the next step is the first. */
  boolean isFresh() {
    return fresh;
  }

  /** Random numbers to go on with; null for the neurons' and layers' own. */
  @Nullable Draws draws() {
    return draws;
  }

  /** Puts the parts into this state. */
  void restore(Carried carried) {
    int next = 0;
    for (int p = 0; p < random.size(); p++) {
      NeuronState population = carried.populations().get(p);
      for (float[] column : population.columns()) {
        System.arraycopy(values.get(next++), 0, column, 0, column.length);
      }
      RandomStream stream = random.get(p);
      if (stream != null) {
        population.setRandom(stream);
      }
    }
    for (Tensor tensor : carried.tensors()) {
      float[] place = tensor.data();
      System.arraycopy(values.get(next++), 0, place, 0, place.length);
    }
  }

  void write(Carried carried, ArchiveWriter out) throws IOException {
    int next = 0;
    out.number(fresh ? 1 : 0);
    out.number(draws == null ? 0 : 1);
    if (draws != null) {
      draws.write(out);
    }
    out.number(carried.populations().size());
    out.number(carried.tensors().size());
    for (int p = 0; p < random.size(); p++) {
      NeuronState population = carried.populations().get(p);
      out.text(kind(population));
      for (int c = population.columns().length; c > 0; c--) {
        out.floats(values.get(next++));
      }
      out.random(random.get(p));
    }
    for (Tensor tensor : carried.tensors()) {
      out.text(kind(tensor));
      out.floats(values.get(next++));
    }
  }

  /** Reads what {@link #write} wrote of such parts. */
  static Snapshot read(Carried carried, ArchiveReader in) throws IOException {
    boolean first = in.number("first step", 0, 1) != 0;
    boolean given = in.number("random numbers given", 0, 1) != 0;
    Snapshot snapshot = new Snapshot(first, given ? Draws.read(in) : null);
    in.require("populations of the session", carried.populations().size());
    in.require("tensors of the session's state", carried.tensors().size());
    for (int p = 0; p < carried.populations().size(); p++) {
      NeuronState population = carried.populations().get(p);
      String what = "population " + p;
      in.require(what, kind(population));
      for (float[] column : population.columns()) {
        snapshot.values.add(in.floats(what, column.length));
      }
      RandomStream stream = in.random(what);
      boolean draws = population.random() != null;
      if (draws != (stream != null)) {
        throw new IOException(
            what
                + ": expected "
                + (draws ? "a stream of random numbers, got none" : "no random numbers, got some"));
      }
      snapshot.random.add(stream);
    }
    for (int t = 0; t < carried.tensors().size(); t++) {
      Tensor tensor = carried.tensors().get(t);
      in.require("tensor " + t, kind(tensor));
      snapshot.values.add(in.floats("tensor " + t, tensor.size()));
    }
    return snapshot;
  }

  private static String kind(NeuronState population) {
    return population.names() + order(population.isChannelsLast(), population.shape());
  }

  private static String kind(Tensor tensor) {
    return "tensor" + order(tensor.isChannelsLast(), tensor.shape());
  }

  private static String order(boolean channelsLast, int[] shape) {
    return " " + Shape.text(shape) + (channelsLast ? ", channels last" : "");
  }
}
