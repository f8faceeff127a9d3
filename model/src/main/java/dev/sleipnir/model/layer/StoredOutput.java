package dev.sleipnir.model.layer;

import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a module puts out over a sequence, stored as its blocks come: spikes as bits. */
final class StoredOutput {
  private final TimeBlocks blocks;
  private @Nullable Tensor all;

  StoredOutput(TimeBlocks blocks) {
    this.blocks = blocks;
  }

  /** All steps, [steps * batch, ...]. */
  Tensor tensor() {
    Tensor output = all;
    if (output == null) {
      throw new IllegalStateException("sequence: expected at least one step");
    }
    return output;
  }

  /** Where the output of a step begins. */
  int at(int step) {
    return step * (tensor().size() / blocks.steps());
  }

  /** Stores the outputs of steps [from, to). */
  void add(List<Tensor> outputs, int from, int to, Tape tape) {
    Tensor output = all == null ? like(outputs.getFirst(), tape) : all;
    if (output.spikes() != null && !outputs.stream().allMatch(part -> areSpikesOf(part, output))) {
      all = asFloats(output, tape);
      add(outputs, from, to, tape);
      return;
    }
    all = output;
    int[] shape = output.shape();
    int at = at(from);
    int left = (to - from) * blocks.batch();
    for (Tensor part : outputs) {
      shape[0] = part.dim(0);
      left = part.isChannelsLast() == output.isChannelsLast() ? left - shape[0] : -1;
      Shape.require("output of " + blocks.module(), shape, part.shape());
      if (left < 0) {
        break;
      }
      copy(part, output, at);
      at += part.size();
    }
    if (left != 0) {
      throw new IllegalArgumentException(
          "output of "
              + blocks.module()
              + ": expected [steps * batch, ...], always in one storage order, got shape "
              + Shape.text(shape));
    }
  }

  private Tensor like(Tensor first, Tape tape) {
    int[] shape = first.shape();
    shape[0] = blocks.steps() * blocks.batch();
    SpikeRows spikes = first.spikes();
    Tensor output =
        spikes == null
            ? tape.tensor(shape, first.isChannelsLast())
            : tape.spikes(shape, first.isChannelsLast(), spikes.features());
    tape.keep(output);
    return output;
  }

  private static boolean areSpikesOf(Tensor part, Tensor output) {
    SpikeRows spikes = part.spikes();
    SpikeRows others = output.spikes();
    return spikes != null && others != null && spikes.features() == others.features();
  }

  private static Tensor asFloats(Tensor spikes, Tape tape) {
    Tensor output = tape.tensor(spikes.shape(), spikes.isChannelsLast());
    tape.keep(output);
    System.arraycopy(spikes.values(), 0, output.data(), 0, output.size());
    return output;
  }

  private static void copy(Tensor part, Tensor output, int at) {
    SpikeRows spikes = part.spikes();
    SpikeRows to = output.spikes();
    if (spikes != null && to != null) {
      to.copyRows(at / to.features(), spikes, 0, spikes.rows());
    } else {
      System.arraycopy(part.values(), 0, output.data(), at, part.size());
    }
  }

  /** Whether the values from an index on are those of a part. */
  boolean isSame(Tensor part, int at) {
    Tensor output = tensor();
    SpikeRows spikes = part.spikes();
    SpikeRows to = output.spikes();
    if (spikes != null && to != null && areSpikesOf(part, output)) {
      int word = at / to.features() * to.words();
      int words = spikes.rows() * spikes.words();
      return Arrays.equals(spikes.bits(), 0, words, to.bits(), word, word + words);
    }
    return Arrays.mismatch(part.values(), 0, part.size(), output.values(), at, at + part.size())
        < 0;
  }
}
