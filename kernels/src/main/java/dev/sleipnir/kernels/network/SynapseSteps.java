package dev.sleipnir.kernels.network;

import dev.sleipnir.kernels.equation.Equations.Definition;
import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.equation.SynapseEquations;
import dev.sleipnir.kernels.equation.SynapseEquations.Pathway;
import dev.sleipnir.kernels.graph.CellProgram;
import dev.sleipnir.kernels.graph.SideVariables;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.sparse.SparseRows;
import dev.sleipnir.kernels.tuning.Tuning;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The synapses of a projection as a text says: owns what each has. Synapses at which something
 * happens are gathered in blocks, so that their changes are computed with whole vectors; where a
 * line sets a variable of a neuron, or reads one that it delivers to, one after the other.
 * Variables that are the same at all synapses of a neuron are kept once for it. Threads share the
 * work by ranges of the neurons that receive, so that the results are the same for any number of
 * threads. Nothing is allocated in a step. For one caller.
 */
public final class SynapseSteps {
  /** Synapses of a piece of work, where all move on. */
  private static final int PIECE = 8192;

  private final SynapseModel model;
  private final double dt;
  private final int[] pre;
  private final int[] post;
  private final Parallel parallel;
  private final CellParameters parameters;
  private final List<String> names;
  private final float[][] variables;

  /** Of each synapse the step of its last event; none if those of its neurons say it. */
  private final int @Nullable [] last;

  private final NeuronTraces ofPre;
  private final NeuronTraces ofPost;
  private final Work[] pathways;
  private final Work always;
  private final Work[] sums;
  private final Arrivals[] arrivals;
  private final @Nullable Arrivals byPost;

  /** The neurons that receive, in the order of their rows; none if there are no sums. */
  private final int[] receivers;

  /**
   * Synapses at rest, in the order of the rows of the neurons that send.
   *
   * @param model what they are
   * @param pre for each the neuron that sends
   * @param post for each the neuron that receives
   * @param dt the time step
   * @param given parameter or variable to its value, one for all or one for each synapse; the
   *     others have what the text says
   * @param from the neurons that send
   * @param sending how many there are
   * @param to the neurons that receive
   * @param receiving how many there are
   * @param arrivals for each pathway how spikes arrive
   * @param byPost rows of the neurons that receive; null if the text has no sums
   * @param parallel the threads
   * @throws IllegalArgumentException if the neurons lack what the text reads or delivers to, or
   *     what it requires does not hold
   */
  public SynapseSteps(
      SynapseModel model,
      int[] pre,
      int[] post,
      double dt,
      Map<String, double[]> given,
      NeuronArrays from,
      int sending,
      NeuronArrays to,
      int receiving,
      List<Arrivals> arrivals,
      @Nullable Arrivals byPost,
      Parallel parallel) {
    this.model = model;
    this.pre = pre;
    this.post = post;
    this.dt = dt;
    this.parallel = parallel;
    this.arrivals = arrivals.toArray(Arrivals[]::new);
    this.byPost = byPost;
    SynapseEquations equations = model.equations();
    int count = pre.length;
    parameters =
        new CellParameters(
            equations.name(),
            equations.parameters(),
            equations.requirements(),
            count,
            new double[] {dt},
            new double[1]);
    parameters.set(given);
    BitSet ofSynapses = new BitSet();
    for (int p = 0; p < model.parameters().size(); p++) {
      ofSynapses.set(p, parameters.differs(p));
    }
    List<Pathway> ways = equations.pathways();
    SideVariables ofNeurons =
        SideVariables.of(
            equations,
            name -> {
              int p = model.parameters().indexOf(name);
              double[] values = p < 0 ? given.get(name) : parameters.get(p);
              return values != null && values.length > 1;
            },
            way -> this.arrivals[ways.indexOf(way)].hasOneDelay);
    SynapseModel.Compiled compiled = model.compiled(ofSynapses, ofNeurons);
    names = compiled.variables();
    variables = new float[names.size()][count];
    for (int v = 0; v < variables.length; v++) {
      Definition definition = equations.states().get(equations.stateNames().indexOf(names.get(v)));
      double[] values = given.get(names.get(v));
      double[] initial = values == null ? parameters.of(definition.value()) : values;
      for (int k = 0; k < count; k++) {
        variables[v][k] = (float) initial[initial.length == 1 ? 0 : k];
      }
    }
    boolean moves = equations.between().stream().anyMatch(line -> names.contains(line.name()));
    boolean isKnown = arrivals.stream().allMatch(way -> way.hasOneDelay);
    last = moves || !(ofNeurons.isEmpty() || isKnown) ? new int[count] : null;
    ofPre = traces(compiled.ofPre(), sending, given);
    ofPost = traces(compiled.ofPost(), receiving, given);
    pathways = new Work[ways.size()];
    for (int p = 0; p < pathways.length; p++) {
      pathways[p] = new Work(loop(compiled.pathways().get(p), from, to, last), this.arrivals[p]);
    }
    always = new Work(loop(compiled.always(), from, to, null), null);
    sums = new Work[compiled.sums().size()];
    for (int s = 0; s < sums.length; s++) {
      sums[s] = new Work(loop(compiled.sums().get(s), from, to, null), byPost);
    }
    receivers = new int[byPost == null ? 0 : count];
    for (int j = 0; byPost != null && j < receiving; j++) {
      Arrays.fill(receivers, byPost.rows.rowStart(j), byPost.rows.rowStart(j + 1), j);
    }
  }

  private NeuronTraces traces(SynapseModel.Traces loops, int neurons, Map<String, double[]> given) {
    return new NeuronTraces(model, loops, neurons, dt, parameters, pre.length, given);
  }

  private SynapseLoop loop(
      SynapseModel.Loop loop, NeuronArrays from, NeuronArrays to, int @Nullable [] events) {
    CellProgram program = loop.part().program();
    return new SynapseLoop(
        loop,
        new Invariants(program, parameters, model.parameters().size(), pre.length),
        variables,
        parameters.columns(program.columns()),
        from,
        to,
        ofPre,
        ofPost,
        events,
        dt);
  }

  /**
   * Spikes that have been sent arrive.
   *
   * @param pathway by which of the pathways of the text
   * @param step the step
   */
  public void arrive(int pathway, long step) {
    Arrivals way = arrivals[pathway];
    if (way.count() > 0) {
      Work work = pathways[pathway];
      boolean isPre = way.side == Side.PRE;
      NeuronTraces mine = isPre ? ofPre : ofPost;
      NeuronTraces theirs = isPre ? ofPost : ofPre;
      if (way.hasOneDelay) {
        mine.moveOn(way, step);
      } else if (isPre ? work.loop.readsPreTraces : work.loop.readsPostTraces) {
        mine.moveOn(step);
      }
      if (isPre ? work.loop.readsPostTraces : work.loop.readsPreTraces) {
        theirs.moveOn(step);
      }
      work.run(step);
      if (way.hasOneDelay) {
        mine.jump(pathway, way, step);
      }
    }
    way.advance();
  }

  /**
   * Variables that move on in every step.
   *
   * @param step the step
   */
  public void advance(long step) {
    always.run(step);
  }

  /** The sums of the text; what they go to is overwritten. */
  public void sum() {
    for (Work sum : sums) {
      sum.loop.beginSum();
      sum.run(0);
    }
  }

  /**
   * A parameter or variable.
   *
   * @param name its name
   * @return its value at each synapse, as of its last event, or one for all; a copy. Null if there
   *     is none of that name
   */
  public float @Nullable [] values(String name) {
    int v = names.indexOf(name);
    if (v >= 0) {
      return variables[v].clone();
    }
    if (ofPre.index(name) >= 0) {
      return values(ofPre, pre, name);
    }
    if (ofPost.index(name) >= 0) {
      return values(ofPost, post, name);
    }
    int p = model.parameters().indexOf(name);
    if (p < 0) {
      return null;
    }
    double[] values = parameters.get(p);
    float[] rounded = new float[values.length];
    for (int k = 0; k < rounded.length; k++) {
      rounded[k] = (float) values[k];
    }
    return rounded;
  }

  private float[] values(NeuronTraces traces, int[] neurons, String name) {
    float[] values = new float[neurons.length];
    for (int s = 0; s < values.length; s++) {
      int at = last == null ? Math.max(ofPre.last(pre[s]), ofPost.last(post[s])) : last[s];
      values[s] = traces.at(name, neurons[s], at);
    }
    return values;
  }

  /** A loop at all synapses where it has something to do, shared by threads. */
  private final class Work {
    private final SynapseLoop loop;

    /** Where spikes arrive, or all rows for sums; null for all synapses in their order. */
    private final @Nullable Arrivals way;

    private final SynapseLoop.Block[] blocks;
    private final Parallel.Task task = this::run;
    private float[] constants = {};
    private int step;

    Work(SynapseLoop loop, @Nullable Arrivals way) {
      this.loop = loop;
      this.way = way;
      blocks = new SynapseLoop.Block[parallel.threads()];
      for (int b = 0; b < blocks.length; b++) {
        blocks[b] = loop.new Block();
      }
    }

    void run(long now) {
      if (loop.isEmpty() || pre.length == 0) {
        return;
      }
      constants = loop.invariants.at(now * dt);
      step = (int) now;
      int pieces = way == null ? (pre.length + PIECE - 1) / PIECE : way.pieces();
      if (loop.isCut && isShared()) {
        parallel.forEach(pieces, task);
      } else {
        run(0, pieces, 0);
      }
    }

    private boolean isShared() {
      long due = isOfEvents() ? Objects.requireNonNull(way).due() : pre.length;
      return parallel.threads() > 1 && due >= Tuning.SHARED_SPARSE_CHANGES;
    }

    private boolean isOfEvents() {
      return way != null && !isSame(way, byPost);
    }

    private void run(int piece, int worker) {
      run(piece, piece + 1, worker);
    }

    private void run(int from, int to, int worker) {
      SynapseLoop.Block block = blocks[worker];
      if (way == null) {
        block.begin(Side.PRE, constants, step);
        block.run(null, from * PIECE, Math.min(pre.length, to * PIECE), pre, 0, post);
      } else if (isOfEvents()) {
        block.begin(way.side, constants, step);
        arrive(way, block, from, to);
      } else {
        block.begin(Side.POST, constants, step);
        SparseRows rows = way.rows;
        block.run(
            way.order,
            rows.rowStart(way.cut(from)),
            rows.rowStart(way.cut(to)),
            receivers,
            0,
            rows.targets());
      }
    }

    private static void arrive(Arrivals way, SynapseLoop.Block block, int from, int to) {
      int[] targets = way.rows.targets();
      for (int a = 0; a < way.count(); a++) {
        int segment = way.segment(a);
        int first = way.first(segment, from);
        int last = way.first(segment, to);
        if (way.hasShortRuns) {
          block.collect(way.order, first, last, way.neuron(segment), targets);
        } else {
          block.run(way.order, first, last, null, way.neuron(segment), targets);
        }
      }
      block.flush();
    }
  }

  @SuppressWarnings("ReferenceEquality") // whether it is the same is the question
  private static boolean isSame(Arrivals a, @Nullable Arrivals b) {
    return a == b;
  }
}
