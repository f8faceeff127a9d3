package dev.sleipnir.tasks.verify;

import dev.sleipnir.network.Connectivity;
import dev.sleipnir.network.Network;
import dev.sleipnir.network.Neuron;
import dev.sleipnir.network.Population;
import dev.sleipnir.network.Projection;
import dev.sleipnir.network.SpikeMonitor;
import dev.sleipnir.network.Synapse;
import dev.sleipnir.network.Values;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.LongStream;
import tools.jackson.databind.JsonNode;

/**
 * A case of format network-golden/1: a small network, its spikes, all of them, and courses of some
 * variables.
 */
final class NetworkCase {
  private static final String FORMAT = "network-golden/1";

  private final JsonNode json;
  private final Differences out;
  private final Network net;
  private final Map<String, Population> populations = new LinkedHashMap<>();
  private final Map<String, SpikeMonitor> monitors = new HashMap<>();
  private final Map<String, Projection> projections = new HashMap<>();

  private NetworkCase(JsonNode json, Differences out) {
    this.json = json;
    this.out = out;
    net = new Network(json.path("dt").doubleValue(), 0);
  }

  static boolean isOne(JsonNode json) {
    return json.path("format").asString("").equals(FORMAT);
  }

  /** Runs a case. */
  static CaseResult run(JsonNode json, String name) {
    Differences out = new Differences();
    String given = json.path("name").asString("");
    int slash = name.indexOf('/');
    return CaseResult.of(
        name.substring(0, slash),
        name,
        out,
        () -> {
          if (!given.equals(name)) {
            throw new MalformedCase("name: expected that of the file, " + name + ", got " + given);
          }
          new NetworkCase(json, out).run();
        });
  }

  /** What the format has at each place; a key that is not known would be a claim not looked at. */
  private static final Map<String, Set<String>> KEYS =
      Map.of(
          "",
          Set.of(
              "format",
              "name",
              "kind",
              "about",
              "units",
              "dt",
              "steps",
              "populations",
              "projections",
              "expected"),
          "populations",
          Set.of(
              "name",
              "type",
              "size",
              "spikes",
              "parameters",
              "state",
              "expressions",
              "inputs",
              "integration",
              "threshold",
              "reset",
              "refractory"),
          "projections",
          Set.of(
              "name",
              "source",
              "target",
              "pre",
              "post",
              "parameters",
              "state",
              "integration",
              "sums",
              "pathways"),
          "state",
          Set.of("name", "derivative", "initial", "frozen_while_refractory", "update"),
          "pathways",
          Set.of("on", "delay", "statements"),
          "sums",
          Set.of("target", "expression"),
          "expressions",
          Set.of("name", "value"),
          "expected",
          Set.of("spikes", "margin", "traces"),
          "traces",
          Set.of("population", "projection", "variable", "index", "step", "value", "atol"));

  private static void known(String place, JsonNode objects) {
    for (JsonNode object : objects.isArray() ? objects : List.of(objects)) {
      for (String key : NetworkText.keys(object)) {
        if (!KEYS.getOrDefault(place, Set.of()).contains(key)) {
          throw new MalformedCase((place.isEmpty() ? "" : place + ".") + key + ": unknown key");
        }
        if (KEYS.containsKey(key) && !key.equals("expected")) {
          known(key, object.get(key));
        }
      }
    }
  }

  /** A case that says nothing, or not all it should, is none. */
  private void check() {
    known("", json);
    JsonNode expected = json.path("expected");
    known("expected", expected);
    for (JsonNode population : json.path("populations")) {
      String name = population.path("name").asString("");
      if (population.path("threshold").isString() && !expected.path("spikes").has(name)) {
        throw new MalformedCase("expected.spikes: expected those of " + name + ", got none");
      }
    }
    if (expected.path("spikes").isEmpty() && expected.path("traces").isEmpty()) {
      throw new MalformedCase("expected: nothing to compare with");
    }
    for (JsonNode trace : expected.path("traces")) {
      JsonNode atol = trace.path("atol");
      if (!atol.isNumber() || !(atol.doubleValue() >= 0 && Double.isFinite(atol.doubleValue()))) {
        throw new MalformedCase("traces.atol: expected a number >= 0, got " + atol);
      }
      if (trace.path("index").isEmpty() || trace.path("step").isEmpty()) {
        throw new MalformedCase("traces: expected indices and steps, got none");
      }
    }
  }

  private void run() {
    check();
    for (JsonNode population : json.path("populations")) {
      populations.put(population.path("name").stringValue(), population(population));
    }
    for (JsonNode projection : json.path("projections")) {
      if (NetworkText.acts(projection)) {
        projections.put(projection.path("name").stringValue(), projection(projection));
      }
    }
    JsonNode spikes = json.at("/expected/spikes");
    for (String name : NetworkText.keys(spikes)) {
      monitors.put(name, net.record(population(name)).spikes());
    }
    long steps = json.path("steps").longValue();
    JsonNode traces = json.at("/expected/traces");
    int[] next = new int[traces.size()];
    net.runSteps(0);
    for (long n = 0; n <= steps; n++) {
      for (int k = 0; k < next.length; k++) {
        JsonNode at = traces.get(k).path("step");
        if (next[k] < at.size() && at.get(next[k]).longValue() == n) {
          trace(traces.get(k), next[k]++);
        }
      }
      if (n < steps) {
        net.runSteps(1);
      }
    }
    for (int k = 0; k < next.length; k++) {
      if (next[k] < traces.get(k).path("step").size()) {
        throw new MalformedCase("traces: expected steps in order, up to the last");
      }
    }
    monitors.forEach((name, monitor) -> compare(name, monitor, spikes.get(name)));
  }

  private Population population(String name) {
    Population population = populations.get(name);
    if (population == null) {
      throw new MalformedCase("expected a population, got '" + name + "'");
    }
    return population;
  }

  private Population population(JsonNode p) {
    String name = p.path("name").stringValue();
    int size = p.path("size").intValue();
    if (p.path("type").asString("").equals("spike_source")) {
      return net.spikes(name, size, longs(p.at("/spikes/step")), integers(p.at("/spikes/neuron")));
    }
    JsonNode parameters = p.path("parameters");
    JsonNode duration = p.at("/refractory/duration");
    Neuron neuron =
        Neuron.parse(
            NetworkText.neuron(
                p,
                parameter ->
                    number(
                        parameter.equals(NetworkText.DURATION)
                            ? duration
                            : parameters.path(parameter))));
    Population population = net.population(name, neuron, size);
    for (String parameter : NetworkText.keys(parameters)) {
      population.set(NetworkText.name(parameter), values(parameters.get(parameter)));
    }
    if (!duration.isMissingNode()) {
      population.set(NetworkText.DURATION, values(duration));
    }
    for (JsonNode state : p.path("state")) {
      population.set(
          NetworkText.name(state.path("name").stringValue()), values(state.path("initial")));
    }
    for (String input : NetworkText.keys(p.path("inputs"))) {
      JsonNode course = p.path("inputs").get(input);
      long[] from = longs(course.path("from_step"));
      for (int k = 0; k < from.length; k++) {
        population.input(NetworkText.name(input), from[k], values(course.path("value").get(k)));
      }
    }
    return population;
  }

  /** A number as our language writes it; lists are set later. */
  private static String number(JsonNode value) {
    return value.isNumber() ? value.asString() : "0";
  }

  private Projection projection(JsonNode p) {
    Projection projection =
        net.project(
                population(p.path("source").stringValue()),
                population(p.path("target").stringValue()))
            .connect(Connectivity.pairs(integers(p.path("pre")), integers(p.path("post"))));
    JsonNode pathways = p.path("pathways");
    JsonNode first = pathways.path(0);
    if (pathways.size() == 1
        && p.path("state").isEmpty()
        && p.path("sums").isEmpty()
        && first.path("on").asString("").equals("pre")
        && first.path("statements").size() == 1) {
      var statement = NetworkText.statement(first.at("/statements/0").stringValue(), Map.of());
      JsonNode weight = p.path("parameters").path(statement.operand());
      boolean adds = statement.sign().equals("+=") && statement.name().endsWith("_post");
      if (adds && !weight.isMissingNode()) {
        String port = statement.name().substring(0, statement.name().length() - "_post".length());
        return projection
            .synapse(Synapse.into(port))
            .weight(values(weight))
            .delay(delays(first.path("delay")));
      }
    }
    JsonNode parameters = p.path("parameters");
    projection.synapse(
        Synapse.parse(NetworkText.synapse(p, parameter -> number(parameters.path(parameter)))));
    for (String parameter : NetworkText.keys(parameters)) {
      projection.set(NetworkText.name(parameter), values(parameters.get(parameter)));
    }
    for (JsonNode state : p.path("state")) {
      projection.set(
          NetworkText.name(state.path("name").stringValue()), values(state.path("initial")));
    }
    for (int k = 0; k < pathways.size(); k++) {
      projection.delay(NetworkText.delay(k), delays(pathways.get(k).path("delay")));
    }
    return projection;
  }

  private Values delays(JsonNode steps) {
    double dt = net.dt();
    double[] values =
        steps.isArray()
            ? LongStream.of(longs(steps)).mapToDouble(d -> d * dt).toArray()
            : new double[] {steps.longValue() * dt};
    return steps.isArray() ? Values.of(values) : Values.of(values[0]);
  }

  private static Values values(JsonNode values) {
    if (!values.isArray()) {
      return Values.of(values.doubleValue());
    }
    double[] list = new double[values.size()];
    for (int k = 0; k < list.length; k++) {
      list[k] = values.get(k).doubleValue();
    }
    return Values.of(list);
  }

  private static long[] longs(JsonNode values) {
    long[] list = new long[values.size()];
    for (int k = 0; k < list.length; k++) {
      list[k] = values.get(k).longValue();
    }
    return list;
  }

  private static int[] integers(JsonNode values) {
    int[] list = new int[values.size()];
    for (int k = 0; k < list.length; k++) {
      list[k] = values.get(k).intValue();
    }
    return list;
  }

  private void trace(JsonNode trace, int sample) {
    String named = trace.path("variable").stringValue();
    String variable = NetworkText.name(named);
    boolean ofNeurons = trace.has("population");
    String of = trace.path(ofNeurons ? "population" : "projection").stringValue();
    float[] actual =
        ofNeurons
            ? population(of).state(variable)
            : Objects.requireNonNull(projections.get(of), of).values(variable);
    JsonNode index = trace.path("index");
    for (int k = 0; k < index.size(); k++) {
      int i = index.get(k).intValue();
      out.check(
          of + "." + named + "[" + i + "] at step " + net.step(),
          trace.path("value").get(k).get(sample).doubleValue(),
          actual[actual.length == 1 ? 0 : i],
          trace.path("atol").doubleValue());
    }
  }

  private void compare(String name, SpikeMonitor actual, JsonNode expected) {
    long[] steps = longs(expected.path("step"));
    int[] neurons = integers(expected.path("neuron"));
    long[] ourSteps = actual.steps();
    int[] ourNeurons = actual.neurons();
    for (int s = 0; s < Math.max(steps.length, ourSteps.length); s++) {
      String want = s < steps.length ? neurons[s] + " in step " + steps[s] : "no more";
      String got = s < ourSteps.length ? ourNeurons[s] + " in step " + ourSteps[s] : "no more";
      if (!want.equals(got)) {
        out.differs("spike " + s + " of " + name, want, got);
        return;
      }
    }
  }
}
