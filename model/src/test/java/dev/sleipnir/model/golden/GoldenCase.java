package dev.sleipnir.model.golden;

import static dev.sleipnir.model.Close.assertClose;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.sleipnir.model.neuron.LiParameters;
import dev.sleipnir.model.neuron.LifParameters;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One reference case: parameters, inputs, expected values and gradients, tolerances. */
record GoldenCase(String name, JsonNode json) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  static GoldenCase read(Path file) {
    JsonNode json = JSON.readTree(file.toFile());
    return new GoldenCase(json.get("name").asString(), json);
  }

  double dt() {
    return json.get("dt").doubleValue();
  }

  JsonNode parameters() {
    return json.get("parameters");
  }

  int[] labels() {
    JsonNode labels = parameters().get("loss").get("labels");
    int[] values = new int[labels.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = labels.get(i).intValue();
    }
    return values;
  }

  /** Whether the surrogate is SuperSpike (if there is one) and no parameter differs by neuron. */
  boolean isSuperSpikeWithScalarParameters() {
    JsonNode p = parameters();
    boolean scalar = p.valueStream().noneMatch(JsonNode::isObject);
    return scalar && (!p.has("method") || p.get("method").asString().equals("super"));
  }

  static LifParameters lif(JsonNode p) {
    return new LifParameters(
        number(p, "tau_syn_inv"),
        number(p, "tau_mem_inv"),
        number(p, "v_leak"),
        number(p, "v_th"),
        number(p, "v_reset"),
        number(p, "alpha"));
  }

  static LiParameters li(JsonNode p) {
    return new LiParameters(
        number(p, "tau_syn_inv"), number(p, "tau_mem_inv"), number(p, "v_leak"));
  }

  static float number(JsonNode p, String name) {
    return (float) p.get(name).doubleValue();
  }

  Tensor input(String name) {
    return tensor(json.get("inputs").get(name));
  }

  /** Sets a state to the case's initial one; returns false, and does nothing, if it has none. */
  boolean setInitialState(NeuronState state) {
    JsonNode initial = json.get("initial_state");
    if (initial.isNull()) {
      return false;
    }
    for (String name : state.names()) {
      state.set(name, tensor(initial.get(name)));
    }
    return true;
  }

  JsonNode expected(String name) {
    return json.get("expected").get(name);
  }

  JsonNode cotangents() {
    return json.get("vjp").get("cotangents");
  }

  @Nullable JsonNode expectedGradient(String name) {
    return json.get("vjp").get("expected").get(name);
  }

  static double[] doubles(JsonNode tensor) {
    JsonNode data = tensor.get("data");
    double[] values = new double[data.size()];
    for (int i = 0; i < values.length; i++) {
      JsonNode value = data.get(i);
      values[i] = value.isNumber() ? value.doubleValue() : Double.parseDouble(value.asString());
    }
    return values;
  }

  static int[] shape(JsonNode tensor) {
    JsonNode shape = tensor.get("shape");
    int[] axes = new int[shape.size()];
    for (int i = 0; i < axes.length; i++) {
      axes[i] = shape.get(i).intValue();
    }
    return axes;
  }

  static Tensor tensor(JsonNode tensor) {
    double[] values = doubles(tensor);
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return Tensor.of(floats, shape(tensor));
  }

  /** Values of one time step of a tensor whose first axis is time. */
  static double[] step(JsonNode tensor, int t) {
    double[] all = doubles(tensor);
    int n = all.length / shape(tensor)[0];
    return Arrays.copyOfRange(all, t * n, (t + 1) * n);
  }

  void assertMatches(String what, double[] expected, float[] actual) {
    double rtol = json.get("rtol").doubleValue();
    double atol = json.get("atol").doubleValue();
    assertClose(name + ", " + what, expected, actual, rtol, atol);
  }

  void assertMatches(String what, JsonNode expected, @Nullable Tensor actual) {
    assertNotNull(actual, name + ", " + what);
    assertMatches(what, doubles(expected), actual.toArray());
  }

  @Override
  public String toString() {
    return name;
  }
}
