package dev.sleipnir.tasks.memory;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.data.Example;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.online.EpropNetwork;
import dev.sleipnir.model.online.EpropState;
import dev.sleipnir.model.online.StepLosses;
import dev.sleipnir.model.tensor.Node;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.train.Batch;
import dev.sleipnir.model.train.BatchResult;
import dev.sleipnir.model.train.Supervised;
import dev.sleipnir.model.train.TrainingTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A task whose network learns while it runs, by e-prop: in training the e-prop network steps
 * through the batch and adds gradients in every step of a recall; nothing of a step is kept. It has
 * the parameters of the network of {@code test}, which tests it.
 *
 * <p>The loss of a recall is the mean over its steps of the cross-entropy, as every step has to
 * have a loss of its own.
 *
 * @param test the same task, tested
 * @param eprop the network that learns
 * @param steps steps of a period
 */
record EpropRecall(Supervised test, EpropNetwork eprop, int steps) implements TrainingTask {
  @Override
  public String name() {
    return test.name();
  }

  @Override
  public Lift network() {
    return test.network();
  }

  @Override
  public int samples() {
    return test.samples();
  }

  @Override
  public Example prepare(int[] samples, RandomStream random) {
    return test.prepare(samples, random);
  }

  @Override
  public Tensor input(Batch batch) {
    return test.input(batch);
  }

  @Override
  public BatchResult score(Tensor outputs, Batch batch) {
    return test.score(outputs, batch);
  }

  @Override
  public Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>(test.settings());
    settings.put("learning", "e-prop");
    return settings;
  }

  @Override
  public BatchResult run(Batch batch) {
    Tape tape = batch.scope().tape();
    return tape == null ? test.run(batch) : learn(batch.example(this), tape);
  }

  /** Runs the batch; the loss's node has the gradients that came up meanwhile. */
  private BatchResult learn(Example batch, Tape tape) {
    List<Parameter> parameters = eprop.parameters();
    List<float[]> earlier = new ArrayList<>();
    for (Parameter parameter : parameters) {
      earlier.add(parameter.gradient().clone());
      parameter.clearGradient();
    }
    Pass pass = new Pass(batch, eprop.initialState(batch.input().dim(1), tape.parallel()));
    pass.run();
    List<float[]> own = new ArrayList<>();
    for (int p = 0; p < earlier.size(); p++) {
      float[] gradient = parameters.get(p).gradient();
      own.add(gradient.clone());
      System.arraycopy(earlier.get(p), 0, gradient, 0, gradient.length);
    }
    Tensor loss = tape.tensor();
    loss.data()[0] = (float) pass.loss;
    tape.record(
        new Node(loss) {
          @Override
          protected List<Parameter> parameters() {
            return parameters;
          }

          @Override
          protected void backward(float[] gradient, Tape on) {
            for (int p = 0; p < own.size(); p++) {
              float[] all = parameters.get(p).gradient();
              for (int i = 0; i < all.length; i++) {
                all[i] += gradient[0] * own.get(p)[i];
              }
            }
            on.giveBack(gradient);
          }
        });
    return new BatchResult(loss, pass.right * pass.samples / pass.recalls);
  }

  /** A batch, step by step. */
  private final class Pass {
    private final EpropState state;
    private final float[] spikes;
    private final float[] x;
    private final float[] error;
    private final Tensor targets;
    private final int samples;
    private final int periods;
    private final double recalls;
    private double loss;
    private double right;

    Pass(Example batch, EpropState state) {
      this.state = state;
      spikes = batch.input().rowMajor().values();
      targets = batch.target();
      samples = batch.input().dim(1);
      periods = targets.dim(0);
      recalls = targets.sum().item();
      x = new float[samples * batch.input().dim(2)];
      error = new float[2 * samples];
    }

    void run() {
      for (int p = 0; p < periods; p++) {
        int[] labels = new int[samples];
        boolean asks = false;
        for (int n = 0; n < samples; n++) {
          labels[n] = targets.get(p, n, 1) > 0 ? 1 : 0;
          asks |= Recall.isRecall(targets, p * samples + n);
        }
        float[] sums = new float[2 * samples];
        for (int t = p * steps; t < (p + 1) * steps; t++) {
          System.arraycopy(spikes, t * x.length, x, 0, x.length);
          float[] y = eprop.step(x, state);
          if (asks) {
            StepLosses.crossEntropy(y, labels, error);
            weigh(p, labels);
            eprop.addGradients(error, state);
            for (int i = 0; i < sums.length; i++) {
              sums[i] += y[i];
            }
          }
        }
        Tensor means = Tensor.of(sums, 1, samples, 2);
        Tensor wanted = targets.rows(p, p + 1);
        for (int n = 0; n < samples; n++) {
          right += Recall.isRecall(wanted, n) && Recall.isRight(means, wanted, n) ? 1 : 0;
        }
      }
    }

    /** From the mean over the batch to that over all steps of all recalls: others have no error. */
    private void weigh(int period, int[] labels) {
      for (int n = 0; n < samples; n++) {
        float weight = 0;
        if (Recall.isRecall(targets, period * samples + n)) {
          // The error at the right class is its probability less 1, over the batch.
          double probability = 1 + (double) error[2 * n + labels[n]] * samples;
          loss -= StrictMath.log(Math.max(probability, Float.MIN_NORMAL)) / steps / recalls;
          weight = (float) (samples / (steps * recalls));
        }
        error[2 * n] *= weight;
        error[2 * n + 1] *= weight;
      }
    }
  }
}
