package dev.sleipnir.network;

import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.equation.SynapseEquations.Pathway;
import dev.sleipnir.kernels.network.Arrivals;
import dev.sleipnir.kernels.network.SynapseModel;
import dev.sleipnir.kernels.network.SynapseSteps;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.sparse.SparseRows;
import dev.sleipnir.kernels.state.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Synapses that are a text. */
final class TextEvents implements Events {
  private final SynapseSteps steps;
  private final Way[] ways;
  private final int size;

  /** For each synapse, in the order in which they are kept, its place in the connectivity. */
  private final int @Nullable [] order;

  /** How spikes of one side get to the synapses. */
  private record Way(Side side, Spikes source, Arrivals arrivals) {}

  TextEvents(
      SynapseModel model,
      Population from,
      Spikes sent,
      Population to,
      SynapseList synapses,
      double dt,
      Function<Pathway, int[]> delays,
      Map<String, double[]> given,
      Parallel parallel) {
    size = synapses.size();
    List<Pathway> pathways = model.equations().pathways();
    List<int[]> times = pathways.stream().map(delays).toList();
    // Kept in the order of the rows of those that send: what a spike reaches lies side by side.
    int[] byPre = new int[synapses.size()];
    SynapseList.rows(
        synapses.pre, from.size(), synapses.post, to.size(), first(pathways, times), byPre);
    order = isIdentity(byPre) ? null : byPre;
    int[] pre = ordered(synapses.pre);
    int[] post = ordered(synapses.post);
    List<Arrivals> arrivals = new ArrayList<>();
    ways = new Way[pathways.size()];
    for (int p = 0; p < ways.length; p++) {
      Side side = pathways.get(p).side();
      Arrivals way =
          arrivals(side, pre, from.size(), post, to.size(), ordered(times.get(p)), parallel);
      arrivals.add(way);
      ways[p] = new Way(side, side == Side.PRE ? sent : to.spiking(), way);
    }
    boolean hasSums = !model.equations().sums().isEmpty();
    Map<String, double[]> kept = new HashMap<>();
    given.forEach((variable, values) -> kept.put(variable, ordered(values)));
    steps =
        new SynapseSteps(
            model,
            pre,
            post,
            dt,
            kept,
            from.arrays(),
            from.size(),
            to.arrays(),
            to.size(),
            arrivals,
            hasSums
                ? arrivals(Side.POST, pre, from.size(), post, to.size(), new int[1], parallel)
                : null,
            parallel);
  }

  /** The delays of the first pathway of spikes that are sent. */
  private static int[] first(List<Pathway> pathways, List<int[]> times) {
    for (int p = 0; p < times.size(); p++) {
      if (pathways.get(p).side() == Side.PRE) {
        return times.get(p);
      }
    }
    return new int[1];
  }

  private static Arrivals arrivals(
      Side side,
      int[] pre,
      int sending,
      int[] post,
      int receiving,
      int[] delays,
      Parallel parallel) {
    int[] places = new int[pre.length];
    SparseRows rows =
        side == Side.PRE
            ? SynapseList.rows(pre, sending, post, receiving, delays, places)
            : SynapseList.rows(post, receiving, pre, sending, delays, places);
    return new Arrivals(side, rows, isIdentity(places) ? null : places, parallel.threads());
  }

  private static boolean isIdentity(int[] order) {
    for (int k = 0; k < order.length; k++) {
      if (order[k] != k) {
        return false;
      }
    }
    return true;
  }

  private int[] ordered(int[] values) {
    if (order == null || values.length != order.length) {
      return values;
    }
    int[] ordered = new int[values.length];
    for (int k = 0; k < ordered.length; k++) {
      ordered[k] = values[order[k]];
    }
    return ordered;
  }

  private double[] ordered(double[] values) {
    if (order == null || values.length != order.length) {
      return values;
    }
    double[] ordered = new double[values.length];
    for (int k = 0; k < ordered.length; k++) {
      ordered[k] = values[order[k]];
    }
    return ordered;
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
      Way way = ways[p];
      if (way.side == side) {
        way.arrivals.send(way.source.spikes(), way.source.spikeCount());
        steps.arrive(p, step);
      }
    }
  }

  @Override
  public void state(State state) {
    state.require("synapses", size);
    for (int p = 0; p < ways.length; p++) {
      ways[p].arrivals.state(state.part("pathway " + p));
    }
    steps.state(state);
  }

  @Override
  public void set(String variable, double[] values) {
    steps.set(variable, ordered(values));
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
          "expected a parameter or variable of the synapse, got '" + variable + "'");
    }
    if (order == null || values.length != order.length) {
      return values;
    }
    float[] given = new float[values.length];
    for (int k = 0; k < given.length; k++) {
      given[order[k]] = values[k];
    }
    return given;
  }
}
