package dev.sleipnir.examples.service;

import dev.sleipnir.model.network.Model;
import dev.sleipnir.model.session.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A model as it serves: the network, and for each worker sessions of several sizes of batch. */
final class ServedModel {
  private final long version;
  private final Model model;
  private final int steps;
  private final int inputs;
  private final int[] outputShape;

  /** For each worker, batches of 1, 2, 4, ... and the most. */
  private final List<List<Session>> sessions = new ArrayList<>();

  private ServedModel(Model model, long version, Settings settings) {
    this.model = model;
    this.version = version;
    steps = settings.steps();
    for (int worker = 0; worker < settings.workers(); worker++) {
      List<Session> sizes = new ArrayList<>();
      for (int batch = 1; batch < settings.batch(); batch *= 2) {
        sizes.add(model.session(batch));
      }
      sizes.add(model.session(settings.batch()));
      sessions.add(sizes);
    }
    Session one = model.session(1);
    inputs = Arrays.stream(one.inputShape()).reduce(1, Math::multiplyExact);
    int[] out = one.outputShape();
    outputShape = Arrays.copyOfRange(out, 1, out.length);
  }

  /**
   * Reads a model, tries it and runs it for a while.
   *
   * @throws IOException if the file is none, or has a network that cannot serve; the message says
   *     why in a line
   */
  static ServedModel load(Path file, long version, Settings settings) throws IOException {
    Model model = Model.load(file);
    ServedModel served;
    try {
      served = new ServedModel(model, version, settings);
    } catch (IllegalArgumentException | IllegalStateException | ArithmeticException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
    served.warmUp(settings.warmUp().toNanos());
    return served;
  }

  /** Compiled code is the same for all workers: one of them is enough. */
  private void warmUp(long nanos) {
    List<Session> sizes = sessions.getFirst();
    for (Session session : sizes) {
      float[] x = new float[Arrays.stream(session.inputShape()).reduce(1, (a, b) -> a * b)];
      for (int i = 0; i < x.length; i += 2) {
        x[i] = 1;
      }
      long began = System.nanoTime();
      while (System.nanoTime() - began < nanos / sizes.size()) {
        session.step(x);
      }
      session.reset();
    }
  }

  /**
   * Shows inputs to the network.
   *
   * @param worker who asks: one thread at a time for each
   * @param batch the inputs, as many as the settings allow at most
   * @return the mean of each one's outputs over the steps
   */
  float[][] classify(int worker, List<float[]> batch) {
    Session session =
        sessions.get(worker).stream()
            .filter(each -> each.inputShape()[0] >= batch.size())
            .findFirst()
            .orElseThrow();
    float[] x = new float[session.inputShape()[0] * inputs];
    for (int b = 0; b < batch.size(); b++) {
      System.arraycopy(batch.get(b), 0, x, b * inputs, inputs);
    }
    session.reset();
    int outputs = Arrays.stream(outputShape).reduce(1, (a, b) -> a * b);
    float[][] scores = new float[batch.size()][outputs];
    for (int t = 0; t < steps; t++) {
      float[] y = session.step(x);
      for (int b = 0; b < scores.length; b++) {
        for (int o = 0; o < outputs; o++) {
          scores[b][o] += y[b * outputs + o] / steps;
        }
      }
    }
    return scores;
  }

  /** A session for one client. */
  Session newSession() {
    return model.session(1);
  }

  /** The first is 1, every other one more. */
  long version() {
    return version;
  }

  int inputs() {
    return inputs;
  }

  int[] inputShape() {
    return model.inputShape();
  }

  int[] outputShape() {
    return outputShape.clone();
  }
}
