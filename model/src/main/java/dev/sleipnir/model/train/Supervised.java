package dev.sleipnir.model.train;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.data.Dataset;
import dev.sleipnir.model.data.Example;
import dev.sleipnir.model.decode.Decoder;
import dev.sleipnir.model.encode.Encoder;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.optimize.Loss;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Learning from the examples of a {@link Dataset}: inputs, encoded, through a network over time;
 * its outputs, decoded, and the targets to a loss.
 *
 * <pre>{@code
 * var training =
 *     new Supervised("words", words, network)        // inputs are sequences, [time, ...]
 *         .decoder(Decoder.mean())
 *         .loss(Loss.crossEntropy(0.1));
 * var test = training.on(otherWords);
 * }</pre>
 *
 * <p>Unless set otherwise, inputs are sequences of one length; the loss is the cross-entropy of the
 * maximum over time with labels; and the metric is accuracy. Items are read and stacked on other
 * threads ahead of the network, and draw from a stream of their own, so that results depend neither
 * on the number of these threads nor on an interruption.
 */
public final class Supervised implements TrainingTask {
  private final String name;
  private final Dataset data;
  private final Lift network;
  private final @Nullable Encoder encoder;
  private final Scoring scoring;
  private final boolean traces;

  /**
   * A task.
   *
   * @param name what the data are, for messages and checkpoints
   * @param data the examples
   * @param network inputs, [batch, ...] in every step, to outputs
   */
  public Supervised(String name, Dataset data, NetworkModule network) {
    this(name, data, Lift.of(network));
  }

  /**
   * A task.
   *
   * @param name what the data are, for messages and checkpoints
   * @param data the examples
   * @param network inputs to outputs, over time
   */
  public Supervised(String name, Dataset data, Lift network) {
    this(name, data, network, null, Scoring.CLASSES, false);
  }

  private Supervised(
      String name,
      Dataset data,
      Lift network,
      @Nullable Encoder encoder,
      Scoring scoring,
      boolean traces) {
    this.name = name;
    this.data = data;
    this.network = network;
    this.encoder = encoder;
    this.scoring = scoring;
    this.traces = traces;
  }

  /**
   * The same of other examples: those to test on, say.
   *
   * @param others the examples
   * @return another task, with the same network
   */
  public Supervised on(Dataset others) {
    return new Supervised(name, others, network, encoder, scoring, traces);
  }

  /**
   * The same with inputs that are no sequences yet.
   *
   * @param encodes stacked inputs, [batch, ...], to [time, batch, ...]
   * @return another task, with the same network
   */
  public Supervised encoder(Encoder encodes) {
    return new Supervised(name, data, network, encodes, scoring, traces);
  }

  /**
   * The same with targets that are sequences, [time, ...]: they are stacked as outputs are, [time,
   * batch, ...].
   *
   * @return another task, with the same network
   */
  public Supervised traces() {
    return new Supervised(name, data, network, encoder, scoring, true);
  }

  /**
   * The same with outputs that are read otherwise.
   *
   * @param reads outputs over time, [time, batch, ...], to what the loss takes
   * @return another task, with the same network
   */
  public Supervised decoder(Decoder reads) {
    return with(scoring.decoder(reads));
  }

  /**
   * The same with another loss.
   *
   * @param of what was decoded, and targets
   * @return another task, with the same network
   */
  public Supervised loss(Loss of) {
    return with(scoring.loss(of));
  }

  /**
   * The same with another metric.
   *
   * @param of what was decoded, and targets
   * @return another task, with the same network
   */
  public Supervised metric(Metric of) {
    return with(scoring.metric(of));
  }

  private Supervised with(Scoring other) {
    return new Supervised(name, data, network, encoder, other, traces);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Lift network() {
    return network;
  }

  @Override
  public int samples() {
    return data.size();
  }

  @Override
  public Example prepare(int[] samples, RandomStream random) {
    List<Example> items = new ArrayList<>();
    for (int n = 0; n < samples.length; n++) {
      items.add(data.item(samples[n], random.split(n)));
    }
    requireAxes(
        "inputs, as there is no encoder,", items.getFirst().input(), encoder == null ? 2 : 0);
    requireAxes("targets, which are traces,", items.getFirst().target(), traces ? 1 : 0);
    return Example.stack(items, encoder == null ? 1 : 0, traces ? 1 : 0);
  }

  private void requireAxes(String what, Tensor values, int least) {
    if (values.rank() < least) {
      throw new IllegalArgumentException(
          name
              + ": expected "
              + what
              + " of shape "
              + (least == 1 ? "[time, ...]" : "[time, values, ...]")
              + ", got "
              + Shape.text(values.shape()));
    }
  }

  @Override
  public Tensor input(Batch batch) {
    Tensor inputs = batch.enter(batch.example(this).input());
    return encoder == null ? inputs : encoder.encode(inputs, batch.random());
  }

  @Override
  public BatchResult score(Tensor outputs, Batch batch) {
    return scoring.of(outputs, batch.example(this).target());
  }

  @Override
  public String metric() {
    return scoring.metric().name();
  }

  @Override
  public Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("data", data.text());
    settings.put("encoder", encoder == null ? "none" : encoder.text());
    scoring.put(settings);
    return settings;
  }
}
