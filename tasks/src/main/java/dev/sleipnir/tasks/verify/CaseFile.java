package dev.sleipnir.tasks.verify;

import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One reference case: parameters, inputs, initial state, expected values and gradients, tolerances.
 *
 * <p>What is expected has a JSON pointer for a name, such as {@code /expected/state/v} or {@code
 * /vjp/expected/parameters/v_th}.
 */
final class CaseFile {
  static final String FORMAT = "golden/1";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final JsonNode json;

  private CaseFile(JsonNode json) {
    this.json = json;
  }

  /**
   * Reads a case.
   *
   * @throws JacksonException if the file cannot be read or is no JSON
   * @throws MalformedCase if it is JSON but no case
   */
  static CaseFile read(Path file) {
    JsonNode json = JSON.readTree(file);
    if (!json.isObject()) {
      throw new MalformedCase("expected a JSON object");
    }
    CaseFile c = new CaseFile(json);
    String format = c.text("format");
    if (!format.equals(FORMAT)) {
      throw new MalformedCase("format: expected " + FORMAT + ", got " + format);
    }
    c.text("name");
    c.text("target");
    for (String key : List.of("dt", "rtol", "atol")) {
      if (!json.path(key).isNumber()) {
        throw new MalformedCase(key + ": expected a number, got " + json.path(key));
      }
    }
    for (String key : List.of("parameters", "inputs", "expected")) {
      if (!json.path(key).isObject()) {
        throw new MalformedCase(key + ": expected an object, got " + json.path(key));
      }
    }
    return c;
  }

  private String text(String key) {
    JsonNode value = json.path(key);
    if (!value.isString()) {
      throw new MalformedCase(key + ": expected a text, got " + value);
    }
    return value.stringValue();
  }

  String name() {
    return text("name");
  }

  String target() {
    return text("target");
  }

  /** Whether the reference was run one step at a time. */
  boolean isCell() {
    return json.path("api").asString("").equals("cell");
  }

  double dt() {
    return json.get("dt").doubleValue();
  }

  double rtol() {
    return json.get("rtol").doubleValue();
  }

  double atol() {
    return json.get("atol").doubleValue();
  }

  JsonNode parameters() {
    return json.get("parameters");
  }

  /** A parameter that is a number. */
  float number(String name) {
    return number(parameters(), name);
  }

  /** A number in the parameters of a layer. */
  static float number(JsonNode parameters, String name) {
    JsonNode value = parameters.path(name);
    if (!value.isNumber()) {
      if (value.isObject()) {
        throw new UnsupportedCase(name + " for each neuron");
      }
      throw new MalformedCase("parameters." + name + ": expected a number, got " + value);
    }
    return (float) value.doubleValue();
  }

  /** A parameter that is a whole number. */
  int integer(String name) {
    return integer(parameters(), name);
  }

  /** A whole number in the parameters of a layer. */
  static int integer(JsonNode parameters, String name) {
    JsonNode value = parameters.path(name);
    if (!value.canConvertToInt()) {
      throw new MalformedCase("parameters." + name + ": expected an integer, got " + value);
    }
    return value.intValue();
  }

  Tensor input(String name) {
    return tensor("/inputs/" + name).toTensor();
  }

  boolean hasInitialState() {
    return json.path("initial_state").isObject();
  }

  /** Sets a state to the case's initial one. */
  void setInitialState(NeuronState state) {
    for (String name : state.names()) {
      state.set(name, tensor("/initial_state/" + name).toTensor());
    }
  }

  boolean has(String pointer) {
    return !json.at(pointer).isMissingNode();
  }

  /** A group of entries; nothing if there is no such group. */
  Iterable<Map.Entry<String, JsonNode>> entries(String pointer) {
    return json.at(pointer).properties();
  }

  JsonNode at(String pointer) {
    return json.at(pointer);
  }

  /** A tensor or a number anywhere in the file. */
  ReferenceTensor tensor(String pointer) {
    JsonNode node = json.at(pointer);
    if (node.isMissingNode()) {
      throw new MalformedCase("missing " + pointer);
    }
    return ReferenceTensor.of(node, pointer);
  }

  /** Pointers of everything that is to be compared. */
  List<String> listed() {
    List<String> all = new ArrayList<>();
    collect(json.get("expected"), "/expected", all);
    collect(json.at("/vjp/expected"), "/vjp/expected", all);
    return all;
  }

  private static void collect(JsonNode node, String pointer, List<String> all) {
    if (ReferenceTensor.isTensor(node) || pointer.equals(Comparison.STATISTICS)) {
      all.add(pointer);
      return;
    }
    if (!node.isObject() && !node.isMissingNode()) {
      throw new MalformedCase(pointer + ": expected a number or {shape, data}, got " + node);
    }
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      collect(entry.getValue(), pointer + "/" + entry.getKey(), all);
    }
  }
}
