package dev.sleipnir.kernels.network;

import dev.sleipnir.kernels.equation.Equations.Definition;
import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.equation.SynapseEquations;
import dev.sleipnir.kernels.equation.SynapseEquations.Pathway;
import dev.sleipnir.kernels.graph.CellProgram;
import dev.sleipnir.kernels.graph.SideVariables;
import dev.sleipnir.kernels.graph.SynapsePrograms;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.sparse.SparseRows;
import dev.sleipnir.kernels.state.State;
import dev.sleipnir.kernels.tuning.Tuning;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
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
  private final NeuronArrays from;
  private final int sending;
  private final NeuronArrays to;
  private final int receiving;
  private final Parallel parallel;
  private final CellParameters parameters;
  private final Arrivals[] arrivals;
  private final @Nullable Arrivals byPost;

  /** The neurons that receive, in the order of their rows; none if there are no sums. */
  private final int[] receivers;

  /** Variables that are neurons' at rest. */
  private final SideVariables atRest;

  private Map<String, double[]> given;
  private SynapseModel running;
  private Variables variables;
  private Work[] pathways = {};
  private @Nullable Work always;
  private Work[] sums = {};

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
    running = model;
    this.pre = pre;
    this.post = post;
    this.dt = dt;
    this.from = from;
    this.sending = sending;
    this.to = to;
    this.receiving = receiving;
    this.parallel = parallel;
    this.arrivals = arrivals.toArray(Arrivals[]::new);
    this.byPost = byPost;
    SynapseEquations equations = model.equations();
    parameters =
        new CellParameters(
            equations.name(),
            equations.parameters(),
            equations.requirements(),
            pre.length,
            new double[] {dt},
            new double[1]);
    this.given = new HashMap<>(given);
    this.given.keySet().retainAll(model.parameters());
    parameters.set(this.given);
    List<Pathway> ways = equations.pathways();
    atRest =
        SideVariables.of(
            equations,
            name -> {
              int p = model.parameters().indexOf(name);
              double[] values = p < 0 ? given.get(name) : parameters.get(p);
              return values != null && values.length != 1; // none where there is no synapse
            },
            way -> this.arrivals[ways.indexOf(way)].hasOneDelay);
    variables = new Variables(atRest);
    for (String name : equations.stateNames()) {
      Definition definition = equations.states().get(equations.stateNames().indexOf(name));
      double[] values = given.get(name);
      variables.set(name, values == null ? parameters.of(definition.value()) : values);
    }
    receivers = new int[byPost == null ? 0 : pre.length];
    for (int j = 0; byPost != null && j < receiving; j++) {
      Arrays.fill(receivers, byPost.rows.rowStart(j), byPost.rows.rowStart(j + 1), j);
    }
    compile();
  }

  /** The variables: of the synapses, and of the neurons where they are the same for all of one. */
  private final class Variables {
    private final SideVariables ofNeurons;
    private final List<String> names;
    private final float[][] values;

    /** Of each synapse the step of its last event; null if those of its neurons say it. */
    private final int @Nullable [] last;

    private final NeuronTraces ofPre;
    private final NeuronTraces ofPost;

    Variables(SideVariables ofNeurons) {
      this.ofNeurons = ofNeurons;
      names = new ArrayList<>(model.equations().stateNames());
      names.removeAll(ofNeurons.pre());
      names.removeAll(ofNeurons.post());
      values = new float[names.size()][pre.length];
      boolean moves =
          model.equations().between().stream().anyMatch(line -> names.contains(line.name()));
      boolean isKnown = Arrays.stream(arrivals).allMatch(way -> way.hasOneDelay);
      last = moves || !(ofNeurons.isEmpty() || isKnown) ? new int[pre.length] : null;
      ofPre = new NeuronTraces(ofNeurons.pre(), sending, dt);
      ofPost = new NeuronTraces(ofNeurons.post(), receiving, dt);
    }

    /** Sets a variable of the synapses, or one of all neurons. */
    void set(String name, double[] to) {
      int v = names.indexOf(name);
      if (v < 0) {
        (ofPre.index(name) >= 0 ? ofPre : ofPost).set(name, (float) to[0]);
        return;
      }
      for (int k = 0; k < pre.length; k++) {
        values[v][k] = (float) to[to.length == 1 ? 0 : k];
      }
    }

    /** The step of a synapse's last event. */
    int last(int synapse) {
      return last == null
          ? Math.max(ofPre.last(pre[synapse]), ofPost.last(post[synapse]))
          : last[synapse];
    }

    /** The values of a variable, at each synapse as of its last event. */
    float[] get(String name) {
      int v = names.indexOf(name);
      if (v >= 0) {
        return values[v].clone();
      }
      boolean isPre = ofPre.index(name) >= 0;
      float[] at = new float[pre.length];
      for (int s = 0; s < at.length; s++) {
        at[s] = isPre ? ofPre.at(name, pre[s], last(s)) : ofPost.at(name, post[s], last(s));
      }
      return at;
    }

    /** The same where every synapse has its own. */
    Variables ofSynapses() {
      if (ofNeurons.isEmpty()) {
        return this;
      }
      var own = new Variables(SideVariables.NONE);
      for (int v = 0; v < own.values.length; v++) {
        System.arraycopy(get(own.names.get(v)), 0, own.values[v], 0, pre.length);
      }
      if (own.last != null) {
        Arrays.setAll(own.last, this::last);
      }
      return own;
    }

    void state(State state) {
      for (int v = 0; v < values.length; v++) {
        state.carry(names.get(v), values[v]);
      }
      if (!ofNeurons.isEmpty()) {
        ofPre.state(state.part("pre"));
        ofPost.state(state.part("post"));
      }
      if (last != null) {
        state.carry("steps of last events", last, Integer.MIN_VALUE, Integer.MAX_VALUE);
      }
    }
  }

  /** Makes the loops for parameters and variables as they are now. */
  private void compile() {
    BitSet ofSynapses = new BitSet();
    for (int p = 0; p < model.parameters().size(); p++) {
      ofSynapses.set(p, parameters.differs(p));
    }
    SynapseModel.Compiled compiled = running.compiled(ofSynapses, variables.ofNeurons);
    variables.ofPre.compiled(compiled.ofPre(), this::invariants);
    variables.ofPost.compiled(compiled.ofPost(), this::invariants);
    pathways = new Work[arrivals.length];
    for (int p = 0; p < pathways.length; p++) {
      pathways[p] = new Work(loop(compiled.pathways().get(p), variables.last), arrivals[p]);
    }
    always = new Work(loop(compiled.always(), null), null);
    sums = new Work[compiled.sums().size()];
    for (int s = 0; s < sums.length; s++) {
      sums[s] = new Work(loop(compiled.sums().get(s), null), byPost);
    }
  }

  private Invariants invariants(CellProgram program) {
    int count = model.parameters().size();
    return new Invariants(
        program, parameters, count + SynapsePrograms.MORE, count + SynapsePrograms.TIME);
  }

  private SynapseLoop loop(SynapseModel.Loop loop, int @Nullable [] events) {
    CellProgram program = loop.part().program();
    return new SynapseLoop(
        loop,
        invariants(program),
        variables.values,
        parameters.columns(program.columns()),
        from,
        to,
        variables.ofPre,
        variables.ofPost,
        events,
        dt);
  }

  /**
   * Sets a parameter or a variable.
   *
   * @param name its name
   * @param values one for all or one for each synapse; a variable's as of its last event
   * @throws IllegalArgumentException if there is none of that name, or what the text requires does
   *     not hold; nothing has changed then
   */
  public void set(String name, double[] values) {
    if (model.equations().stateNames().contains(name)) {
      if (!variables.names.contains(name)) {
        own();
      }
      variables.set(name, values);
      return;
    }
    Map<String, double[]> changed = new HashMap<>(given);
    changed.put(name, values);
    parameters.copy().set(changed);
    if (values.length > 1) {
      own();
    }
    set(changed);
  }

  /** What was the same for all synapses of a neuron may now differ. */
  private void own() {
    variables = variables.ofSynapses();
    compile();
  }

  private void set(Map<String, double[]> changed) {
    parameters.set(changed);
    given = changed;
    compile();
  }

  /**
   * Lets a variable stand still, while all others move on.
   *
   * @param variable its name; null for none
   */
  public void hold(@Nullable String variable) {
    running = variable == null ? model : model.holding(variable);
    compile();
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
      NeuronTraces mine = isPre ? variables.ofPre : variables.ofPost;
      NeuronTraces theirs = isPre ? variables.ofPost : variables.ofPre;
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
    Objects.requireNonNull(always).run(step);
  }

  /**
   * The sums of the text; what they go to is overwritten.
   *
   * @param step the step
   */
  public void sum(long step) {
    for (Work sum : sums) {
      sum.loop.beginSum();
      sum.run(step);
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
    if (model.equations().stateNames().contains(name)) {
      return variables.get(name);
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

  /**
   * Tells the variables, and the parameters that were set.
   *
   * @param state is told
   * @throws IllegalArgumentException if what was noted is of other synapses
   */
  public void state(State state) {
    Map<String, double[]> noted = parameters.state(state, given);
    if (state.isRead()) {
      parameters.copy().set(noted);
    }
    boolean ofNeurons =
        state.number("kept with neurons", variables.ofNeurons.isEmpty() ? 0 : 1, 0, 1) == 1;
    Variables next = variables;
    if (ofNeurons == variables.ofNeurons.isEmpty()) {
      next = new Variables(ofNeurons ? atRest : SideVariables.NONE);
    }
    next.state(state);
    Variables restored = next;
    state.restore(
        () -> {
          variables = restored;
          set(noted);
        });
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
        block.begin(Side.PRE, false, constants, step);
        block.run(null, from * PIECE, Math.min(pre.length, to * PIECE), pre, 0, post);
      } else if (isOfEvents()) {
        block.begin(way.side, way.areDistinct, constants, step);
        arrive(way, block, from, to);
      } else {
        block.begin(Side.POST, false, constants, step);
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
