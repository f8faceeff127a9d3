package dev.sleipnir.model.train;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.data.Example;
import dev.sleipnir.model.data.LabeledImages;
import dev.sleipnir.model.decode.Decoder;
import dev.sleipnir.model.encode.Encoder;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.optimize.Loss;
import dev.sleipnir.model.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Images with a label each: pixels, scaled, to spikes, through a network over time, to scores of
 * the classes and their loss. Unless set otherwise, scores are the {@linkplain Decoder#max maximum
 * over time} of each read-out potential, and the loss is their cross-entropy. Pixels are made ready
 * on other threads ahead of the network.
 */
public final class ImageClassification implements TrainingTask {
  private final LabeledImages images;
  private final Encoder encoder;
  private final Lift network;
  private final float scale;
  private final float shift;
  private final Scoring scoring;

  /**
   * The classification of images whose pixels, 0 to 1, are encoded as they are.
   *
   * @param images the samples
   * @param encoder pixels, [batch, channels, height, width], to spikes
   * @param network spikes to read-out potentials, [batch, classes] in every step
   */
  public ImageClassification(LabeledImages images, Encoder encoder, NetworkModule network) {
    this(images, encoder, Lift.of(network));
  }

  /**
   * The classification of images whose pixels, 0 to 1, are encoded as they are.
   *
   * @param images the samples
   * @param encoder pixels, [batch, channels, height, width], to spikes
   * @param network spikes to read-out potentials, [batch, classes] in every step, over time
   */
  public ImageClassification(LabeledImages images, Encoder encoder, Lift network) {
    this(images, encoder, network, 1f, 0f, Scoring.CLASSES);
  }

  private ImageClassification(
      LabeledImages images,
      Encoder encoder,
      Lift network,
      float scale,
      float shift,
      Scoring scoring) {
    this.images = images;
    this.encoder = encoder;
    this.network = network;
    this.scale = scale;
    this.shift = shift;
    this.scoring = scoring;
  }

  /**
   * The same of other images.
   *
   * @param others those to test on, say
   * @return another task, with the same network
   */
  public ImageClassification on(LabeledImages others) {
    return new ImageClassification(others, encoder, network, scale, shift, scoring);
  }

  /**
   * The same with pixels, 0 to 1, as {@code factor * pixel + summand}.
   *
   * @param factor what pixels are multiplied by
   * @param summand what is then added
   * @return another task, with the same network
   * @throws IllegalArgumentException if a number is not finite: an encoder would take it for
   *     silence
   */
  public ImageClassification pixels(float factor, float summand) {
    requireFinite("pixels: factor", factor);
    requireFinite("pixels: summand", summand);
    return new ImageClassification(images, encoder, network, factor, summand, scoring);
  }

  /**
   * The same with scores that are read otherwise.
   *
   * @param reads outputs over time, [time, batch, classes], to scores, [batch, classes], of which
   *     the largest is the class that is answered; of {@linkplain Decoder#everyStep every step},
   *     the class whose scores are the largest on average
   * @return another task, with the same network
   */
  public ImageClassification decoder(Decoder reads) {
    return with(scoring.decoder(reads));
  }

  /**
   * The same with another loss.
   *
   * @param of scores and labels, [batch]
   * @return another task, with the same network
   */
  public ImageClassification loss(Loss of) {
    return with(scoring.loss(of));
  }

  /**
   * The same with another metric.
   *
   * @param of scores and labels, [batch]; {@linkplain Metric#accuracy accuracy} unless set
   * @return another task, with the same network
   */
  public ImageClassification metric(Metric of) {
    return with(scoring.metric(of));
  }

  private ImageClassification with(Scoring other) {
    return new ImageClassification(images, encoder, network, scale, shift, other);
  }

  private static void requireFinite(String name, float value) {
    if (!Float.isFinite(value)) {
      throw new IllegalArgumentException(name + ": expected a finite number, got " + value);
    }
  }

  /** {@return the samples} */
  public LabeledImages images() {
    return images;
  }

  @Override
  public String name() {
    return images.name();
  }

  @Override
  public Lift network() {
    return network;
  }

  @Override
  public int samples() {
    return images.size();
  }

  @Override
  public Example prepare(int[] samples, RandomStream random) {
    Tensor pixels =
        Tensor.zeros(samples.length, images.channels(), images.height(), images.width());
    Tensor labels = Tensor.zeros(samples.length);
    int size = images.pixelsPerImage();
    for (int n = 0; n < samples.length; n++) {
      images.copyTo(samples[n], pixels.data(), n * size, scale, shift);
      labels.data()[n] = images.label(samples[n]);
    }
    return new Example(pixels, labels);
  }

  @Override
  public Tensor input(Batch batch) {
    return encoder.encode(pixels(batch), batch.random());
  }

  /**
   * A batch as the encoder gets it.
   *
   * @param batch which images
   * @return [batch, channels, height, width]
   */
  public Tensor pixels(Batch batch) {
    return batch.enter(batch.example(this).input());
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
    settings.put("images, sha256", images.sha256());
    settings.put("encoder", encoder.text());
    settings.put("pixels", scale + " x + " + shift);
    scoring.put(settings);
    return settings;
  }

  @Override
  public List<String> warnings() {
    int first = images.label(0);
    for (int n = 1; n < images.size(); n++) {
      if (images.label(n) != first) {
        return List.of();
      }
    }
    return images.size() == 1
        ? List.of()
        : List.of("All " + images.size() + " labels are " + first + ": there is nothing to tell.");
  }
}
