package dev.sleipnir.tasks.correlation;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.data.Dataset;
import dev.sleipnir.model.data.Example;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.math.Shapes;
import dev.sleipnir.model.neuron.LifCorrelation;
import dev.sleipnir.model.neuron.LifCorrelation.Sensed;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.plasticity.CorrelationUpdate;
import dev.sleipnir.tasks.plot.Picture;
import dev.sleipnir.tasks.plot.Raster;
import dev.sleipnir.tasks.plot.Time;
import dev.sleipnir.tasks.training.Findings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The spikes of recurrent LIF neurons with correlation sensors while their weights change: every so
 * many steps a random linear map of the sensors' traces is added to the input weights, another one
 * to the recurrent weights. One item: the pattern that goes in is one of random spikes, its label a
 * random bit.
 *
 * <p>Norse's experiment runs the neurons anew in every episode, from the same weights, since
 * nothing of an episode reaches the maps or the initial weights. So they run once here.
 *
 * @param pattern what goes in, [steps, 1, inputs]
 * @param spikes what the neurons do, [steps, neurons]
 * @param label 0 or 1
 * @param change mean size of the change of an input weight
 */
record CorrelatedSpikes(Tensor pattern, Tensor spikes, int label, double change)
    implements Dataset, Findings {
  private static final double DT = 0.001;

  /**
   * Draws a pattern and a label, and runs the neurons.
   *
   * @param steps time steps of 1 ms
   * @param inputs inputs
   * @param neurons neurons
   * @param rate of the inputs [1/s]
   * @param every steps from one change of the weights to the next
   * @param learningRate what changes are multiplied by
   */
  static CorrelatedSpikes of(
      RandomStream random,
      int steps,
      int inputs,
      int neurons,
      double rate,
      int every,
      double learningRate) {
    RandomStream draws = random.split("pattern");
    Tensor pattern = Tensor.zeros(steps, 1, inputs);
    for (int i = 0; i < pattern.size(); i++) {
      pattern.data()[i] = draws.nextFloat() < rate * DT ? 1f : 0f;
    }
    var weights =
        new RecurrentWeights(
            Tensor.randn(random.split("input"), neurons, inputs),
            Tensor.randn(random.split("recurrent"), neurons, neurons),
            true);
    float[] before = weights.input().data().clone();
    CorrelationUpdate input =
        update(random.split("input map"), weights.input(), learningRate, every);
    CorrelationUpdate recurrent =
        update(random.split("recurrent map"), weights.recurrent(), learningRate, every);
    var correlated = new LifCorrelation(weights);
    List<Tensor> spikes = new ArrayList<>();
    @Nullable Sensed state = null;
    for (int t = 0; t < steps; t++) {
      Step step = correlated.step(pattern.rows(t, t + 1).reshape(1, inputs), state);
      state = (Sensed) step.state();
      spikes.add(step.output().reshape(neurons));
      input.step(t, weights.input(), state.input());
      recurrent.step(t, weights.recurrent(), state.recurrent());
    }
    double change = 0;
    for (int i = 0; i < before.length; i++) {
      change += Math.abs(weights.input().data()[i] - before[i]) / before.length;
    }
    int label = random.split("label").nextInt(2);
    return new CorrelatedSpikes(pattern, Shapes.stack(0, spikes), label, change);
  }

  private static CorrelationUpdate update(
      RandomStream random, Parameter weights, double learningRate, int every) {
    int n = weights.size();
    return new CorrelationUpdate(new Linear(random, 2 * n, n, true), (float) learningRate, every);
  }

  @Override
  public int size() {
    return 1;
  }

  @Override
  public Example item(int index, RandomStream random) {
    return new Example(spikes, Tensor.full(label));
  }

  @Override
  public Map<String, ?> figures() {
    return Map.of(
        "label", label, "spikes", spikes.sum().item(), "meanChangeOfAnInputWeight", change);
  }

  @Override
  public SequencedMap<String, Picture> pictures() {
    Raster input = Raster.of("Input, and neurons with correlation sensors", pattern, Time.ms(1));
    Raster neurons = Raster.of("", spikes, Time.ms(1));
    return new LinkedHashMap<>(Map.of("neurons", Picture.of(input.above(neurons))));
  }
}
