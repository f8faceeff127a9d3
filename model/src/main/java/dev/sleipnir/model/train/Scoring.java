package dev.sleipnir.model.train;

import dev.sleipnir.model.decode.Decoder;
import dev.sleipnir.model.optimize.Loss;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Map;

/** What outputs are worth: read by a decoder, weighed by a loss, judged by a metric. */
record Scoring(Decoder decoder, Loss loss, Metric metric) {
  /** The cross-entropy of the maximum over time, and accuracy. */
  static final Scoring CLASSES = new Scoring(Decoder.max(), Loss.crossEntropy(), Metric.accuracy());

  Scoring decoder(Decoder other) {
    return new Scoring(other, loss, metric);
  }

  Scoring loss(Loss other) {
    return new Scoring(decoder, other, metric);
  }

  Scoring metric(Metric other) {
    return new Scoring(decoder, loss, other);
  }

  BatchResult of(Tensor outputs, Tensor targets) {
    Tensor decoded = decoder.decode(outputs);
    return new BatchResult(loss.of(decoded, targets), metric.of(decoded, targets));
  }

  void put(Map<String, String> settings) {
    settings.put("decoder", decoder.text());
    settings.put("loss", loss.text());
  }
}
