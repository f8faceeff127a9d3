package dev.sleipnir.model.optimize;

import dev.sleipnir.model.file.ArchiveReader;
import dev.sleipnir.model.file.ArchiveWriter;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What an optimiser remembers, apart from it.
 *
 * @param steps number of steps taken
 * @param arrays copies of its memory
 */
record OptimizerMemory(long steps, List<float[]> arrays) {
  static OptimizerMemory of(Optimizer optimizer) {
    return new OptimizerMemory(
        optimizer.steps(), optimizer.memory().stream().map(float[]::clone).toList());
  }

  /** Gives another optimiser this memory. */
  void restore(Optimizer optimizer) {
    List<float[]> memory = optimizer.memory();
    for (int m = 0; m < memory.size(); m++) {
      System.arraycopy(arrays.get(m), 0, memory.get(m), 0, memory.get(m).length);
    }
    optimizer.setSteps(steps);
  }

  static void write(Optimizer optimizer, ArchiveWriter out) throws IOException {
    out.text(optimizer.name());
    out.number(optimizer.steps());
    List<float[]> memory = optimizer.memory();
    out.number(memory.size());
    for (float[] array : memory) {
      out.floats(array);
    }
  }

  static OptimizerMemory read(Optimizer optimizer, ArchiveReader in) throws IOException {
    in.require("optimizer", optimizer.name());
    long steps = in.number("steps");
    if (steps < 0) {
      throw new IOException("steps: expected at least 0, got " + steps);
    }
    List<float[]> memory = optimizer.memory();
    in.require("optimizer's arrays", memory.size());
    List<float[]> arrays = new ArrayList<>();
    for (int m = 0; m < memory.size(); m++) {
      arrays.add(in.floats("optimizer's array " + m, memory.get(m).length));
    }
    return new OptimizerMemory(steps, arrays);
  }

  /** Checks that parameters could take the place of others. */
  static void requireLike(List<Parameter> parameters, List<Parameter> others) {
    if (parameters.size() != others.size()) {
      throw new IllegalArgumentException(
          "copy: expected " + parameters.size() + " parameters, got " + others.size());
    }
    for (int p = 0; p < others.size(); p++) {
      Shape.require("copy: parameter " + p, parameters.get(p).shape(), others.get(p).shape());
    }
  }
}
