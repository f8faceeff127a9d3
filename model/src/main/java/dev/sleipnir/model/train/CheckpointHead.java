package dev.sleipnir.model.train;

import dev.sleipnir.model.optimize.Optimizer;
import dev.sleipnir.model.tensor.Parameter;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All of a checkpoint but its numbers: what was trained, how far, and which numbers follow.
 *
 * @param checkpoint what its owner said of the training
 * @param parameters names and shapes
 * @param optimizer its name
 * @param constants its settings
 * @param steps steps it has taken
 * @param memory lengths of its arrays
 */
record CheckpointHead(
    Checkpoint checkpoint,
    List<Shaped> parameters,
    String optimizer,
    Map<String, String> constants,
    long steps,
    List<Integer> memory) {

  /**
   * A parameter.
   *
   * @param name its name
   * @param shape its sizes, whose product is that of an array
   */
  record Shaped(String name, List<Integer> shape) {
    int size() {
      int size = 1;
      for (int axis : shape) {
        size *= axis;
      }
      return size;
    }
  }

  static CheckpointHead of(Checkpoint checkpoint, Optimizer optimizer) {
    return new CheckpointHead(
        checkpoint,
        optimizer.parameters().stream().map(p -> new Shaped(p.name(), sizes(p.shape()))).toList(),
        optimizer.name(),
        optimizer.settings(),
        optimizer.steps(),
        optimizer.memory().stream().map(memory -> memory.length).toList());
  }

  /** The arrays whose numbers follow the head, in their order. */
  static List<float[]> arrays(Optimizer optimizer) {
    List<float[]> arrays = new ArrayList<>();
    optimizer.parameters().stream().map(Parameter::data).forEach(arrays::add);
    arrays.addAll(optimizer.memory());
    return arrays;
  }

  /** How many numbers follow. */
  long floats() {
    long floats = 0;
    for (Shaped parameter : parameters) {
      floats += parameter.size();
    }
    for (int length : memory) {
      floats += length;
    }
    return floats;
  }

  byte[] encode() throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    text(out, checkpoint.description());
    out.writeLong(checkpoint.seed());
    out.writeInt(checkpoint.epoch());
    texts(out, checkpoint.settings());
    out.writeInt(checkpoint.history().size());
    for (EpochResult epoch : checkpoint.history()) {
      out.writeInt(epoch.epoch());
      out.writeInt(epoch.trainSamples());
      out.writeDouble(epoch.trainLoss());
      out.writeDouble(epoch.trainMetric());
      out.writeInt(epoch.testSamples());
      out.writeDouble(epoch.testLoss());
      out.writeDouble(epoch.testMetric());
    }
    out.writeInt(parameters.size());
    for (Shaped parameter : parameters) {
      text(out, parameter.name());
      out.writeInt(parameter.shape().size());
      for (int axis : parameter.shape()) {
        out.writeInt(axis);
      }
    }
    text(out, optimizer);
    texts(out, constants);
    out.writeLong(steps);
    out.writeInt(memory.size());
    for (int length : memory) {
      out.writeInt(length);
    }
    return bytes.toByteArray();
  }

  private static void texts(DataOutputStream out, Map<String, String> texts) throws IOException {
    out.writeInt(texts.size());
    // In one order, whatever the map's: equal trainings have equal files.
    for (var entry : new TreeMap<>(texts).entrySet()) {
      text(out, entry.getKey());
      text(out, entry.getValue());
    }
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (!new String(bytes, StandardCharsets.UTF_8).equals(text)) {
      throw new IOException("expected texts of whole characters, got '" + text + "'");
    }
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static List<Integer> sizes(int[] shape) {
    return Arrays.stream(shape).boxed().toList();
  }

  static CheckpointHead decode(byte[] bytes) throws IOException {
    var in = new HeadReader(bytes);
    String description = in.text("description");
    long seed = in.anyLong("seed");
    int epoch = in.count("epoch", Integer.MAX_VALUE);
    Map<String, String> settings = texts(in, "setting");
    List<EpochResult> history = new ArrayList<>();
    for (int n = in.elements("epochs in the history", 2 * Integer.BYTES); n > 0; n--) {
      history.add(
          new EpochResult(
              in.count("number of an epoch in the history", Integer.MAX_VALUE),
              in.count("training samples in the history", Integer.MAX_VALUE),
              in.number("training loss in the history"),
              in.number("training metric in the history"),
              in.count("test samples in the history", Integer.MAX_VALUE),
              in.number("test loss in the history"),
              in.number("test metric in the history")));
    }
    List<Shaped> parameters = new ArrayList<>();
    for (int n = in.elements("parameters", 2 * Integer.BYTES); n > 0; n--) {
      String name = in.text("name of a parameter");
      int[] shape = new int[in.elements("axes of parameter " + name, Integer.BYTES)];
      long size = 1;
      for (int axis = 0; axis < shape.length; axis++) {
        shape[axis] = in.count("size of an axis of parameter " + name, Integer.MAX_VALUE);
        size *= shape[axis];
        if (size > Integer.MAX_VALUE) {
          throw new IOException(
              "size of parameter "
                  + name
                  + ": expected at most "
                  + Integer.MAX_VALUE
                  + ", got "
                  + size);
        }
      }
      parameters.add(new Shaped(name, sizes(shape)));
    }
    String optimizer = in.text("name of the optimizer");
    Map<String, String> constants = texts(in, "setting of the optimizer");
    long steps = in.anyLong("steps");
    if (steps < 0) {
      throw new IOException("steps: expected at least 0, got " + steps);
    }
    List<Integer> memory = new ArrayList<>();
    for (int n = in.elements("optimizer arrays", Integer.BYTES); n > 0; n--) {
      memory.add(in.count("length of an optimizer array", Integer.MAX_VALUE));
    }
    in.end();
    var checkpoint = new Checkpoint(description, seed, epoch, settings, history);
    return new CheckpointHead(checkpoint, parameters, optimizer, constants, steps, memory);
  }

  private static Map<String, String> texts(HeadReader in, String what) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    for (int n = in.elements(what + "s", 2 * Integer.BYTES); n > 0; n--) {
      String name = in.text("name of a " + what);
      if (texts.put(name, in.text("value of " + what + " " + name)) != null) {
        throw new IOException(what + " " + name + ": expected once, got it again");
      }
    }
    return texts;
  }
}
