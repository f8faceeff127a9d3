package dev.sleipnir.tasks.simulate;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.network.Connectivity;
import dev.sleipnir.network.Network;
import dev.sleipnir.network.Neuron;
import dev.sleipnir.network.Population;
import dev.sleipnir.network.Projection;
import dev.sleipnir.network.Synapse;
import dev.sleipnir.network.Values;
import java.util.List;
import java.util.Locale;

/** Networks whose speed is measured. */
public enum TimedNetwork {
  /** 4,000 neurons with synaptic currents. */
  CUBA(10_000) {
    @Override
    BuiltNetwork build(long seed, Parallel parallel) {
      return KnownNetwork.CUBA.build(1, seed, parallel);
    }
  },
  /** 4,000 neurons with synaptic conductances. */
  COBA(10_000) {
    @Override
    BuiltNetwork build(long seed, Parallel parallel) {
      return KnownNetwork.COBA.build(1, seed, parallel);
    }
  },
  /** 12,500 neurons with 1,250 inputs each. */
  BRUNEL(1000) {
    @Override
    BuiltNetwork build(long seed, Parallel parallel) {
      return KnownNetwork.BRUNEL_AI.build(1, seed, parallel);
    }
  },
  /** The same, synapses between excitatory neurons learning by spike timing. */
  BRUNEL_STDP(500) {
    @Override
    BuiltNetwork build(long seed, Parallel parallel) {
      return Brunel.build(
          new Network(KnownNetwork.DT, seed, parallel), 1, 5, 2, TimedNetwork::learning);
    }

    @Override
    long events(BuiltNetwork built) {
      return built.synapses() + built.projections().getFirst().size();
    }
  },
  /** 1,000 neurons, each connected to all by a synapse that learns, at about 35 spikes a second. */
  ALL_TO_ALL(2000) {
    @Override
    BuiltNetwork build(long seed, Parallel parallel) {
      var net = new Network(KnownNetwork.DT, seed, parallel);
      Population cells =
          net.population("cells", Neuron.parse(Brunel.NEURON), 1000)
              .set("v", Values.uniform(0, 20));
      net.poissonInput(cells, "v", 1000, 0.0105, 0.1);
      Projection all = learning(net.project(cells, cells).connect(Connectivity.allToAll()), 0.004);
      return new BuiltNetwork(net, List.of(cells), List.of(all));
    }

    @Override
    long events(BuiltNetwork built) {
      return 2 * built.synapses();
    }
  };

  private static final Synapse STDP =
      Synapse.parse(
          """
      synapse stdp
      parameters tau = 20 (ms), a = 0.001, w_max = 0.2 (mV)
      state w = 0.1, x = 0, y = 0
      dx/dt = -x / tau
      dy/dt = -y / tau
      on pre deliver w into v
      on pre x = x + a
      on pre w = clip(w - y, 0, w_max)
      on post y = y + a
      on post w = clip(w + x, 0, w_max)
      """);

  private final double milliseconds;

  TimedNetwork(double milliseconds) {
    this.milliseconds = milliseconds;
  }

  /** Makes synapses of a projection learn, from a weight w up to 2 w. */
  private static Projection learning(Projection projection, double w) {
    return projection.delay(1.5).synapse(STDP).weight(w).set("w_max", 2 * w).set("a", 0.01 * w);
  }

  abstract BuiltNetwork build(long seed, Parallel parallel);

  /** How many synapses would have something to do if every neuron spiked once. */
  long events(BuiltNetwork built) {
    return built.synapses();
  }

  /** Biological time that is measured, after as long a warm-up. */
  double milliseconds() {
    return milliseconds;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
