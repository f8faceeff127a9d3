package dev.sleipnir.tasks;

import dev.sleipnir.kernels.Simd;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.Dropout;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.MaxPool2d;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.Lsnn;
import dev.sleipnir.model.online.EpropNetwork;
import dev.sleipnir.model.online.EpropNeuron;
import dev.sleipnir.model.online.EpropState;
import dev.sleipnir.model.online.Feedback;
import dev.sleipnir.model.online.OtttNetwork;
import dev.sleipnir.model.online.OtttNeuron;
import dev.sleipnir.model.online.OtttState;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.optimize.AdamW;
import dev.sleipnir.model.optimize.GradientClipping;
import dev.sleipnir.model.optimize.Losses;
import dev.sleipnir.model.optimize.Optimizer;
import dev.sleipnir.model.optimize.Sgd;
import dev.sleipnir.model.session.Session;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Propagation;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import dev.sleipnir.plasticity.ConvSynapses;
import dev.sleipnir.plasticity.DenseSynapses;
import dev.sleipnir.plasticity.SparseConnectivity;
import dev.sleipnir.plasticity.SparseSynapses;
import dev.sleipnir.plasticity.Stdp;
import dev.sleipnir.plasticity.TraceState;
import dev.sleipnir.plasticity.TripletStdp;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A program that trains what there is to train and prints one line: the vectors' width, and a
 * checksum of all it computed for each number of threads it is given. It is run in JVMs of its own,
 * which differ in width and compiler.
 */
final class OneChecksum {
  private final Parallel parallel;
  private final int size;
  private final CRC32C sum = new CRC32C();

  private OneChecksum(Parallel parallel, int size) {
    this.parallel = parallel;
    this.size = size;
  }

  /** Arguments: the size, 1 for the smallest, then numbers of threads. */
  public static void main(String[] args) {
    StringBuilder line = new StringBuilder().append(Simd.bits());
    for (int a = 1; a < args.length; a++) {
      line.append(' ').append(of(Integer.parseInt(args[0]), Integer.parseInt(args[a])));
    }
    System.out.println(line);
  }

  /** The checksums of all parts. */
  static String of(int size, int threads) {
    try (Parallel parallel = Parallel.of(threads)) {
      return new OneChecksum(parallel, size).all();
    }
  }

  private String all() {
    StringBuilder each = new StringBuilder();
    for (Runnable part :
        List.<Runnable>of(
            this::images,
            this::recurrent,
            this::plastic,
            this::session,
            this::rules,
            this::online)) {
      sum.reset();
      part.run();
      each.append(each.isEmpty() ? "" : "-").append(Long.toHexString(sum.getValue()));
    }
    return each.toString();
  }

  private void add(float... values) {
    for (float value : values) {
      int bits = Float.floatToIntBits(value);
      for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
        sum.update(bits >>> shift);
      }
    }
  }

  private void add(List<Parameter> parameters) {
    parameters.forEach(parameter -> add(parameter.data()));
  }

  /** Numbers that are 1 with a probability, else 0. */
  private static Tensor spikes(RandomStream random, double probability, int... shape) {
    Tensor drawn = Tensor.rand(random, shape);
    float[] z = drawn.toArray();
    for (int i = 0; i < z.length; i++) {
      z[i] = z[i] < probability ? 1f : 0f;
    }
    return Tensor.of(z, shape);
  }

  /** Sparse images through convolutions, pooling, dropout; sizes that fill no vector. */
  private void images() {
    int batch = 2;
    // Longer than the blocks of steps that event-driven kernels work in, but for the smallest size.
    int steps = size == 1 ? 4 : 90;
    RandomStream random = new RandomStream(1, 1);
    SequentialState net =
        new SequentialState(
            new Conv2d(random, 1, 5, 3),
            new Lif().with("v_th", 0.15).cell(),
            new MaxPool2d(2),
            new Conv2d(random, 5, 19, 3),
            new Lif().with("v_th", 0.1).learn("v_th").cell(),
            new Flatten(),
            new Dropout(0.3f),
            new Linear(random, 76, 67, true),
            new Lif().with("v_th", 0.1).cell(),
            new Linear(random, 67, 10, true),
            new Li().cell());
    Optimizer adam = new Adam(net.parameters(), 0.01).weightDecay(0.001).parallel(parallel);
    for (Propagation way : List.of(Propagation.AUTO, Propagation.EVENT, Propagation.DENSE)) {
      Workspace workspace = new Workspace(parallel, way);
      for (int step = 0; step < size; step++) {
        Tensor x = spikes(new RandomStream(2, step), 0.08, steps, batch, 1, 10, 10);
        try (Tape tape = new Tape(workspace, new RandomStream(4, step))) {
          Tensor y = Lift.of(net).forward(tape.enter(x.asSpikes(2)));
          Tensor loss = Losses.crossEntropy(y.maxOverTime(), new int[] {3, 1});
          add(loss.item());
          if (step == 0) {
            tape.backward(loss);
          } else {
            // Gradients at every step, in every block of them.
            tape.backward(y, Tensor.randn(new RandomStream(5, step), steps, batch, 10));
          }
          add((float) GradientClipping.clipNorm(net.parameters(), 0.5));
        }
        adam.step();
      }
    }
    add(net.parameters());
  }

  /** Neurons that drive each other, and a layer behind them. */
  private void recurrent() {
    int batch = 3;
    int steps = size == 1 ? 20 : 200;
    RandomStream random = new RandomStream(11, 1);
    SequentialState net =
        new SequentialState(
            new Lsnn().recurrentCell(RecurrentWeights.random(random, 37, 83, false)),
            new Linear(random, 83, 150, true),
            new Lif().with("v_th", 0.1).cell(),
            new Linear(random, 150, 5, false),
            new Li().cell());
    Workspace workspace = new Workspace(parallel);
    Optimizer adam = new Adam(net.parameters(), 0.003).parallel(parallel);
    for (int step = 0; step < 2; step++) {
      Tensor x = spikes(new RandomStream(12, step), 0.1, steps, batch, 37);
      try (Tape tape = new Tape(workspace, new RandomStream(13, step))) {
        Tensor y = Lift.of(net).forward(tape.enter(x.asSpikes(2)));
        tape.backward(y, Tensor.randn(new RandomStream(14, step), steps, batch, 5));
        add(y.toArray());
      }
      adam.step();
    }
    add(net.parameters());
  }

  /** Dense and sparse synapses that learn from the spikes of their neurons. */
  private void plastic() {
    int pre = 130;
    int post = 75;
    Linear layer = new Linear(new RandomStream(21, 1), pre, post, false);
    float[] w = layer.weight().data();
    for (int i = 0; i < w.length; i++) {
      w[i] = Math.abs(w[i]);
    }
    layer.weight().edited("the test");
    DenseSynapses dense = Stdp.additive().dense(layer.weight());
    SparseConnectivity connectivity =
        SparseConnectivity.random(pre, post, 0.3, 5).withDelays(1, 9, 6).withWeights(0.1f, 0.9f, 7);
    SparseSynapses sparse = Stdp.additive().sparse(connectivity, parallel);
    TraceState traces = dense.initialState(2);
    float[] currents = new float[post];
    for (int t = 0; t < 30 * size; t++) {
      Tensor before = spikes(new RandomStream(22, t), 0.1, 2, pre);
      Tensor after = spikes(new RandomStream(23, t), 0.1, 2, post);
      traces = dense.step(before, after, traces);
      sparse.step(before.rows(0, 1).toArray(), after.rows(0, 1).toArray(), currents);
    }
    add(w);
    add(sparse.weights());
    add(currents);
  }

  /** 200 steps of one network. */
  private void session() {
    RandomStream random = new RandomStream(31, 1);
    SequentialState net =
        new SequentialState(
            new Conv2d(random, 1, 6, 3),
            new Lif().with("v_th", 0.1).cell(),
            new Flatten(),
            new Lsnn().recurrentCell(RecurrentWeights.random(random, 96, 45, true)),
            new Linear(random, 45, 10, true),
            new Li().cell());
    Session session = Session.of(parallel, net, 2, 1, 6, 6);
    for (int t = 0; t < 200; t++) {
      add(session.step(spikes(new RandomStream(32, t), 0.2, 2 * 36).toArray()));
    }
  }

  /** Weights of a convolution, and rules of more than two traces. */
  private void rules() {
    Conv2d drawn = new Conv2d(new RandomStream(41, 1), 3, 7, 3);
    Conv2d conv = new Conv2d(drawn.weight().value(), drawn.parameters().getLast().value(), 1, 1, 1);
    positive(conv.weight());
    ConvSynapses images = Stdp.additive().conv(conv, 9, 8);
    TraceState of = images.initialState(2);
    Linear layer = new Linear(new RandomStream(42, 1), 37, 66, false);
    positive(layer.weight());
    DenseSynapses triplets = TripletStdp.visualCortex().dense(layer.weight());
    TraceState traces = triplets.initialState(1);
    for (int t = 0; t < 20 * size; t++) {
      Tensor before = spikes(new RandomStream(43, t), 0.1, 2, 3, 9, 8);
      Tensor after = spikes(new RandomStream(44, t), 0.1, 2, 7, 9, 8);
      of = images.step(before, after, of);
      traces =
          triplets.step(
              spikes(new RandomStream(45, t), 0.2, 1, 37),
              spikes(new RandomStream(46, t), 0.2, 1, 66),
              traces);
    }
    add(conv.parameters());
    add(layer.parameters());
  }

  private static void positive(Parameter weight) {
    float[] w = weight.data();
    for (int i = 0; i < w.length; i++) {
      w[i] = Math.abs(w[i]);
    }
    weight.edited("the test");
  }

  /** Learning in every step, without a tape. */
  private void online() {
    RandomStream random = new RandomStream(51, 1);
    for (EpropNeuron neuron : List.of(EpropNeuron.lif(), EpropNeuron.alif())) {
      EpropNetwork network =
          new EpropNetwork(
              neuron.with("v_th", 0.4),
              RecurrentWeights.random(random, 13, 37, false),
              new Linear(random, 37, 3, true),
              Feedback.SYMMETRIC);
      Optimizer sgd =
          new Sgd(network.parameters(), 0.01).momentum(0.9).weightDecay(0.001).parallel(parallel);
      EpropState state = network.initialState(2, parallel);
      for (int t = 0; t < 40 * size; t++) {
        float[] y = network.step(spikes(new RandomStream(52, t), 0.3, 2, 13).toArray(), state);
        add(y);
        network.addGradients(y.clone(), state);
        if (t % 10 == 9) {
          sgd.step();
        }
      }
      add(network.parameters());
    }
    OtttNetwork deep =
        new OtttNetwork(
            OtttNeuron.standard(),
            0.9,
            new Linear(random, 19, 35, true),
            new Linear(random, 35, 4, true));
    Optimizer adam = new AdamW(deep.parameters(), 0.002).parallel(parallel);
    OtttState layers = deep.initialState(3, parallel);
    for (int t = 0; t < 20 * size; t++) {
      float[] y = deep.step(spikes(new RandomStream(53, t), 0.3, 3, 19).toArray(), layers);
      add(y);
      deep.addGradients(y.clone(), layers);
      adam.step();
    }
    add(deep.parameters());
  }
}
