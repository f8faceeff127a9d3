package dev.sleipnir.plasticity;

import dev.sleipnir.model.file.ArchiveReader;
import dev.sleipnir.model.file.ArchiveWriter;
import dev.sleipnir.model.tensor.Parameter;
import java.io.IOException;

/**
 * What a file keeps of synapses on a layer's weights, besides the rule and the sizes.
 *
 * @param steps steps that there were
 * @param weights their values
 * @param state of a batch
 */
@SuppressWarnings("ArrayRecordComponent") // two of them are never compared
record SavedSynapses(long steps, float[] weights, TraceState state) {
  /** Writes the same, of a batch of some samples. */
  static void write(ArchiveWriter out, long steps, Parameter weights, int samples, TraceState state)
      throws IOException {
    out.number(steps);
    out.floats(weights.data());
    out.number(samples);
    state.write(out);
  }

  /** Reads it, for as many weights and a state as one sample has. */
  static SavedSynapses read(ArchiveReader in, int weights, TraceState ofOneSample)
      throws IOException {
    long steps = in.number("step");
    float[] values = in.finite("weights", weights);
    return new SavedSynapses(steps, values, ofOneSample.readBatch(in));
  }

  /** Gives weights the values. */
  void putInto(Parameter to, String by) {
    System.arraycopy(weights, 0, to.data(), 0, weights.length);
    to.edited(by);
  }
}
