package dev.sleipnir.model.layer;

import dev.sleipnir.kernels.attention.LinearAttention;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.file.ArchiveReader;
import dev.sleipnir.model.tensor.Node;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Spiking self-attention (Spikformer, Zhou et al. 2022, arXiv:2209.15425): queries, keys and values
 * are spikes, so that q kᵀ v needs neither multiplication nor softmax. [batch, tokens, features] of
 * a step to the same; each of q, k, v and the output is a linear layer, batch normalisation and
 * neurons, and so is q kᵀ v / 8 followed by neurons of its own.
 */
public final class SpikingSelfAttention implements StatefulLayer {
  private static final String OWNER = "SpikingSelfAttention";
  private static final float SCALE = 0.125f;
  private static final List<String> NAMES = List.of("q", "k", "v", "proj");
  private static final int OUTPUT = 3;

  /** Of the neurons, those behind attention. */
  private static final int ATTENTION = 4;

  private final int features;
  private final int heads;

  /** Of q, k, v and the output: a linear layer and batch normalisation. */
  private final List<SequentialState> projections;

  /** Behind each of these, then behind attention. */
  private final List<NetworkModule> neurons;

  /**
   * A layer.
   *
   * @param random what the weights are drawn from
   * @param features features of a token, a multiple of the heads
   * @param heads heads, at least 1
   * @param neurons makes the neurons behind q, k, v and the output; each of any number
   * @param behindAttention the neurons behind q kᵀ v; Spikformer's have half the threshold
   * @throws IllegalArgumentException if a number is out of range
   */
  public SpikingSelfAttention(
      RandomStream random,
      int features,
      int heads,
      Supplier<? extends NetworkModule> neurons,
      NetworkModule behindAttention) {
    this(features, heads, projections(random, features, heads), neurons(neurons, behindAttention));
  }

  private SpikingSelfAttention(
      int features, int heads, List<SequentialState> projections, List<NetworkModule> neurons) {
    this.features = features;
    this.heads = heads;
    this.projections = projections;
    this.neurons = neurons;
  }

  private static List<SequentialState> projections(RandomStream random, int features, int heads) {
    new LinearAttention(1, features, heads, SCALE); // checks the sizes
    List<SequentialState> all = new ArrayList<>();
    for (int p = 0; p < NAMES.size(); p++) {
      all.add(
          new SequentialState(
              new Linear(random, features, features, true), new BatchNorm1d(features)));
    }
    return all;
  }

  private static List<NetworkModule> neurons(
      Supplier<? extends NetworkModule> neurons, NetworkModule behindAttention) {
    return List.of(neurons.get(), neurons.get(), neurons.get(), neurons.get(), behindAttention);
  }

  @Override
  public Map<String, NetworkModule> children() {
    Map<String, NetworkModule> children = new LinkedHashMap<>();
    for (int p = 0; p < NAMES.size(); p++) {
      children.put(NAMES.get(p) + "_linear", projections.get(p).modules().get(0));
      children.put(NAMES.get(p) + "_bn", projections.get(p).modules().get(1));
      children.put(NAMES.get(p) + "_lif", neurons.get(p));
    }
    children.put("attn_lif", neurons.get(ATTENTION));
    return children;
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>();
    children().values().forEach(child -> all.addAll(child.parameters()));
    return Parameter.distinct(all);
  }

  static SpikingSelfAttention of(Description d) {
    int features = d.whole("features");
    int heads = d.whole("heads");
    new LinearAttention(1, features, heads, SCALE); // checks the sizes
    List<SequentialState> projections = d.parts("projections", SequentialState.class);
    List<NetworkModule> neurons = d.parts("neurons", NetworkModule.class);
    if (projections.size() != NAMES.size() || neurons.size() != NAMES.size() + 1) {
      throw new IllegalArgumentException(
          OWNER
              + ": expected 4 projections and 5 modules of neurons, got "
              + projections.size()
              + " and "
              + neurons.size());
    }
    return new SpikingSelfAttention(features, heads, projections, neurons);
  }

  @Override
  public Description description() {
    return new Description(OWNER)
        .number("features", features)
        .number("heads", heads)
        .parts("projections", projections)
        .parts("neurons", neurons);
  }

  @Override
  public SpikingSelfAttention copy(Copies copies) {
    List<SequentialState> others = new ArrayList<>();
    projections.forEach(projection -> others.add((SequentialState) copies.of(projection)));
    return new SpikingSelfAttention(features, heads, others, List.of(copies.of(neurons)));
  }

  @Override
  public State read(ArchiveReader in) throws IOException {
    return ModuleStates.read(OWNER, neurons, in);
  }

  @Override
  public Step run(Tensor x, int steps, @Nullable State state) {
    if (x.rank() != 3 || x.dim(2) != features || x.dim(1) < 1) {
      throw new IllegalArgumentException(
          this
              + ": expected input [steps * batch, tokens, "
              + features
              + "], got shape "
              + Shape.text(x.shape()));
    }
    ModuleStates states = ModuleStates.next(OWNER, state, neurons.size());
    Scope scope = Scope.of(x);
    scope.keep(x); // three projections read it
    Tensor q = projected(0, x, x, steps, states);
    Tensor k = projected(1, x, x, steps, states);
    Tensor v = projected(2, x, x, steps, states);
    Tensor attended = fired(ATTENTION, attention(q, k, v, x), steps, states);
    Tensor y = projected(OUTPUT, attended, x, steps, states);
    ModuleStates.consume(state);
    return new Step(y.reshape(x.shape()), states);
  }

  /** Linear layer, normalisation and neurons: [steps * batch, tokens * features]. */
  private Tensor projected(int part, Tensor x, Tensor like, int steps, ModuleStates states) {
    Tensor tokens = x.reshape(like.dim(0) * like.dim(1), features);
    Tensor sums = projections.get(part).run(tokens, 1, null).output();
    return fired(part, sums.reshape(like.dim(0), like.dim(1) * features), steps, states);
  }

  private Tensor fired(int part, Tensor x, int steps, ModuleStates states) {
    return switch (neurons.get(part)) {
      case Layer layer -> layer.forward(x);
      case StatefulLayer layer -> {
        Step step = layer.run(x, steps, states.of(part));
        states.set(part, step.state());
        yield step.output();
      }
    };
  }

  private Tensor attention(Tensor q, Tensor k, Tensor v, Tensor like) {
    int samples = like.dim(0);
    var attention = new LinearAttention(like.dim(1), features, heads, SCALE);
    Scope scope = Scope.of(q);
    Tensor y = scope.tensor(samples, like.dim(1) * features);
    float[] queries = q.values();
    float[] keys = k.values();
    float[] values = v.values();
    float[] out = y.data();
    int own = attention.scratch();
    float[] scratch = scope.take(scope.parallel().threads() * own);
    scope.run(
        samples,
        (sample, worker) ->
            attention.forward(sample, queries, keys, values, out, scratch, worker * own));
    scope.giveBack(scratch);
    Tape tape = scope.tape();
    if (tape != null) {
      tape.keep(q);
      tape.keep(k);
      tape.keep(v);
      tape.record(new Attended(y, q, k, v, attention));
    }
    return y;
  }

  /** The way back through q kᵀ v. */
  private static final class Attended extends Node {
    private final Tensor q;
    private final Tensor k;
    private final Tensor v;
    private final LinearAttention attention;

    Attended(Tensor y, Tensor q, Tensor k, Tensor v, LinearAttention attention) {
      super(y, q, k, v);
      this.q = q;
      this.k = k;
      this.v = v;
      this.attention = attention;
    }

    @Override
    protected void backward(float[] gradient, Tape tape) {
      float[] forQ = tape.take(q.size());
      float[] forK = tape.take(k.size());
      float[] forV = tape.take(v.size());
      float[] queries = q.values();
      float[] keys = k.values();
      float[] values = v.values();
      int own = attention.scratch();
      float[] scratch = tape.take(tape.parallel().threads() * own);
      tape.parallel()
          .forEach(
              output().dim(0),
              (sample, worker) ->
                  attention.backward(
                      sample,
                      queries,
                      keys,
                      values,
                      gradient,
                      forQ,
                      forK,
                      forV,
                      scratch,
                      worker * own));
      tape.giveBack(scratch);
      tape.giveBack(gradient);
      tape.addGradient(q, forQ);
      tape.addGradient(k, forK);
      tape.addGradient(v, forV);
    }
  }

  @Override
  public String toString() {
    return "SpikingSelfAttention(" + features + ", heads " + heads + ")";
  }
}
