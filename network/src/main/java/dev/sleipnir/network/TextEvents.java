package dev.sleipnir.network;

import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.equation.SynapseEquations.Pathway;
import dev.sleipnir.kernels.network.SynapseModel;
import dev.sleipnir.kernels.network.SynapseSteps;
import dev.sleipnir.kernels.sparse.DelayRing;
import dev.sleipnir.kernels.sparse.Segments;
import dev.sleipnir.kernels.state.State;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Synapses that are a text. */
final class TextEvents implements Events {
  private final String name;
  private final SynapseSteps steps;
  private final Way[] ways;

  /** Where spikes arrive in this step. */
  private final int[] arriving;

  TextEvents(
      String name,
      SynapseModel model,
      Population from,
      Population to,
      SynapseList synapses,
      double dt,
      Function<Pathway, int[]> delays,
      Map<String, double[]> given) {
    this.name = name;
    steps =
        new SynapseSteps(model, synapses.pre, synapses.post, dt, given, from.arrays(), to.arrays());
    List<Pathway> pathways = model.equations().pathways();
    ways = new Way[pathways.size()];
    for (int p = 0; p < ways.length; p++) {
      ways[p] = new Way(pathways.get(p).side(), from, to, synapses, delays.apply(pathways.get(p)));
    }
    arriving = new int[synapses.size()];
  }

  /** How spikes of one side get to the synapses. */
  private static final class Way {
    private final Side side;
    private final Spiking source;
    private final Segments segments;
    private final DelayRing ring;
    private final int[] order;

    Way(Side side, Population from, Population to, SynapseList synapses, int[] delays) {
      this.side = side;
      boolean pre = side == Side.PRE;
      Population sends = pre ? from : to;
      Population other = pre ? to : from;
      source = sends.spiking();
      order = new int[synapses.size()];
      segments =
          new Segments(
              SynapseList.rows(
                  pre ? synapses.pre : synapses.post,
                  sends.size(),
                  pre ? synapses.post : synapses.pre,
                  other.size(),
                  delays,
                  order),
              1);
      ring = new DelayRing(segments);
    }

    /** Sends the spikes of this step, and finds where some arrive. */
    int arrive(int[] synapses) {
      int[] spikes = source.spikes();
      for (int s = 0; s < source.spikeCount(); s++) {
        ring.send(spikes[s]);
      }
      int count = 0;
      int[] arriving = ring.arriving();
      for (int a = 0; a < ring.count(); a++) {
        int to = segments.first(arriving[a], 1);
        for (int k = segments.first(arriving[a], 0); k < to; k++) {
          synapses[count++] = order[k];
        }
      }
      ring.advance();
      return count;
    }
  }

  @Override
  public void sum(long step) {
    steps.sum(step);
  }

  @Override
  public void advance(long step) {
    steps.advance(step);
  }

  @Override
  public void pre(long step) {
    arrive(Side.PRE, step);
  }

  @Override
  public void post(long step) {
    arrive(Side.POST, step);
  }

  private void arrive(Side side, long step) {
    for (int p = 0; p < ways.length; p++) {
      if (ways[p].side == side) {
        int count = ways[p].arrive(arriving);
        steps.arrive(p, arriving, count, step);
      }
    }
  }

  @Override
  public void state(State state) {
    state.require("synapses", arriving.length);
    for (int p = 0; p < ways.length; p++) {
      State pathway = state.part("pathway " + p);
      pathway.require("checksum of synapses and delays", ways[p].segments.checksum(ways[p].order));
      ways[p].ring.state(pathway);
    }
    steps.state(state);
  }

  @Override
  public void set(String variable, double[] values) {
    steps.set(variable, values);
  }

  @Override
  public void plastic(boolean is) {
    steps.hold(is ? null : Projection.WEIGHT);
  }

  @Override
  public float[] values(String variable) {
    float[] values = steps.values(variable);
    if (values == null) {
      throw new IllegalArgumentException(
          name + ": expected a parameter or variable of the synapse, got '" + variable + "'");
    }
    return Arrays.copyOf(values, values.length);
  }
}
