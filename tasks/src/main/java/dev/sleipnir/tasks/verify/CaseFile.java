package dev.sleipnir.tasks.verify;

import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
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

  /** Some hundred times the largest case there is. */
  private static final long LARGEST = 256L << 20;

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final JsonNode json;
  private final Set<String> used = new HashSet<>();

  private CaseFile(JsonNode json) {
    this.json = json;
  }

  /**
   * Reads a case.
   *
   * @throws JacksonException if the file cannot be read or is no JSON
   * @throws MalformedCase if it is JSON but no case, or not the one its place tells
   */
  static CaseFile read(Path file) {
    return of(json(file), CaseResult.name(file));
  }

  /**
   * A case that has been read.
   *
   * @throws MalformedCase if it is no case, or not the one of this name
   */
  static CaseFile of(JsonNode json, String name) {
    CaseCheck.require(json, name);
    return new CaseFile(json);
  }

  /**
   * Reads a file of JSON.
   *
   * @throws JacksonException if the file cannot be read or is no JSON
   * @throws MalformedCase if it is too large
   */
  static JsonNode json(Path file) {
    long size = file.toFile().length();
    if (size > LARGEST) {
      throw new MalformedCase("expected at most " + LARGEST + " bytes, got " + size);
    }
    return JSON.readTree(file);
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
    if (!isWhole(value)) {
      throw new MalformedCase("parameters." + name + ": expected an integer, got " + value);
    }
    return value.intValue();
  }

  /** Whether a node is a whole number in the range of int. */
  static boolean isWhole(JsonNode node) {
    return node.isNumber() && node.doubleValue() == (int) node.doubleValue();
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

  /** The names of a group of entries; none if there is no such group. */
  Iterable<String> names(String pointer) {
    return json.at(pointer).propertyNames();
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
    used.add(pointer);
    JsonNode node = json.at(pointer);
    if (node.isMissingNode()) {
      throw new MalformedCase("missing " + pointer);
    }
    return ReferenceTensor.of(node, pointer);
  }

  /** Pointers of everything that is to be compared. */
  List<String> listed() {
    List<String> all = new ArrayList<>();
    CaseCheck.collect(json.get("expected"), "/expected", all);
    CaseCheck.collect(json.at("/vjp/expected"), "/vjp/expected", all);
    return all;
  }

  /** Pointers of what the case gives to compute from, but nothing was computed from. */
  List<String> unused() {
    List<String> all = new ArrayList<>();
    for (String group : List.of("/inputs", "/initial_state", "/vjp/cotangents")) {
      CaseCheck.collect(json.at(group), group, all);
    }
    all.removeAll(used);
    return all;
  }
}
