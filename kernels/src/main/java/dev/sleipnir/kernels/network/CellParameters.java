package dev.sleipnir.kernels.network;

import dev.sleipnir.kernels.equation.Equations.Definition;
import dev.sleipnir.kernels.equation.Expression;
import dev.sleipnir.kernels.equation.Text;
import dev.sleipnir.kernels.graph.Calculation;
import dev.sleipnir.kernels.graph.Graph;
import dev.sleipnir.kernels.graph.Op;
import dev.sleipnir.kernels.graph.RuleExpressions;
import dev.sleipnir.kernels.graph.Value;
import dev.sleipnir.kernels.state.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The numbers of a text for many cells, neurons or synapses: each parameter is one for all or one
 * for each.
 */
final class CellParameters {
  /** Of a parameter that has no value yet. */
  private static final double[] UNSET = {};

  private final String text;
  private final List<Definition> definitions;
  private final List<Expression> requirements;
  private final int cells;
  private final double[][] values;

  /** With values of further parameters behind those of the text. */
  CellParameters(
      String text,
      List<Definition> definitions,
      List<Expression> requirements,
      int cells,
      double[]... more) {
    this.text = text;
    this.definitions = definitions;
    this.requirements = requirements;
    this.cells = cells;
    values = new double[definitions.size() + more.length][];
    Arrays.fill(values, UNSET);
    System.arraycopy(more, 0, values, definitions.size(), more.length);
  }

  /** Whether there is a parameter of that name. */
  boolean has(String name) {
    return index(name) >= 0;
  }

  private int index(String name) {
    for (int p = 0; p < definitions.size(); p++) {
      if (definitions.get(p).name().equals(name)) {
        return p;
      }
    }
    return -1;
  }

  /** Others of the same text, to try values on. */
  CellParameters copy() {
    double[][] more = Arrays.copyOfRange(values, definitions.size(), values.length);
    return new CellParameters(text, definitions, requirements, cells, more);
  }

  /** Takes the values given and the defaults of the others, and checks what the text requires. */
  void set(Map<String, double[]> given) {
    for (int p = 0; p < definitions.size(); p++) {
      values[p] = given.getOrDefault(definitions.get(p).name(), UNSET);
    }
    for (int p = 0; p < definitions.size(); p++) {
      fill(p);
    }
    for (Expression requirement : requirements) {
      double[] holds = of(requirement);
      for (int cell = 0; cell < holds.length; cell++) {
        if (holds[cell] == 0) {
          throw new IllegalArgumentException(
              text
                  + ": expected "
                  + Text.excerpt(requirement)
                  + ", got "
                  + shown(requirement, cell));
        }
      }
    }
  }

  /**
   * Tells values that were given.
   *
   * @return those that were noted: of parameters of this text, in the right number, and no more is
   *     known of them
   */
  Map<String, double[]> state(State state, Map<String, double[]> given) {
    Map<String, double[]> noted = new HashMap<>();
    for (String name : state.names("parameters", List.copyOf(new TreeMap<>(given).keySet()))) {
      double[] of = state.doubles("parameter " + name, given.getOrDefault(name, UNSET));
      if (!has(name) || (of.length != 1 && of.length != cells)) {
        throw new IllegalArgumentException(
            text
                + ": expected 1 or "
                + cells
                + " values of its parameters, got "
                + of.length
                + " of "
                + name);
      }
      noted.put(name, of);
    }
    return noted;
  }

  private String shown(Expression expression, int cell) {
    List<String> shown = new ArrayList<>();
    for (String name : expression.names()) {
      if (has(name)) {
        double[] all = values[index(name)];
        shown.add(name + " = " + all[all.length == 1 ? 0 : cell]);
      }
    }
    return String.join(", ", shown) + (cells > 1 ? " at " + cell : "");
  }

  private void fill(int p) {
    if (values[p].length == 0) {
      Definition definition = definitions.get(p);
      definition.value().names().stream().filter(this::has).forEach(name -> fill(index(name)));
      values[p] = of(definition.value());
    }
  }

  /** A parameter of the text or one behind them. */
  double[] get(int p) {
    return values[p];
  }

  void replace(int p, double[] value) {
    values[p] = value;
  }

  /** Whether a parameter differs from cell to cell. */
  boolean differs(int p) {
    return p < values.length && values[p].length > 1;
  }

  /** The values of an expression in the text's parameters: one, or one for each cell. */
  double[] of(Expression expression) {
    Graph graph = new Graph();
    Map<String, Value> names = new HashMap<>();
    boolean varies = false;
    for (int p = 0; p < definitions.size(); p++) {
      String name = definitions.get(p).name();
      names.put(name, graph.leaf(Op.PARAMETER, p));
      varies |= expression.names().contains(name) && values[p].length > 1;
    }
    Value value = new RuleExpressions(graph, names).of(expression);
    if (value.op().isCondition()) {
      value = graph.node(Op.SELECT, value, graph.constant(1), graph.constant(0));
    }
    var calculation = new Calculation(List.of(value));
    double[] parameters = new double[values.length];
    float[] unused = new float[1];
    double[] results = new double[varies ? cells : 1];
    for (int cell = 0; cell < results.length; cell++) {
      at(cell, parameters);
      results[cell] = calculation.run(parameters, 0, unused);
    }
    return results;
  }

  /** What loops take as columns: some expressions in all parameters, each at every cell. */
  float[][] columns(List<Value> expressions) {
    float[][] columns = new float[expressions.size()][cells];
    var calculation = new Calculation(expressions);
    double[] parameters = new double[values.length];
    float[] results = new float[columns.length];
    for (int cell = 0; cell < cells && columns.length > 0; cell++) {
      at(cell, parameters);
      calculation.run(parameters, results);
      for (int c = 0; c < columns.length; c++) {
        columns[c][cell] = results[c];
      }
    }
    return columns;
  }

  /** The parameters of one cell; those that have no value yet are 0. */
  void at(int cell, double[] into) {
    for (int p = 0; p < into.length; p++) {
      double[] all = values[p];
      into[p] = all.length == 0 ? 0 : all[all.length == 1 ? 0 : cell];
    }
  }

  /** One value for all if all are alike. */
  static double[] shared(double[] values) {
    for (double value : values) {
      if (value != values[0]) {
        return values;
      }
    }
    return values.length > 1 ? Arrays.copyOf(values, 1) : values;
  }
}
