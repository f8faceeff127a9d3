package dev.sleipnir.tasks.verify;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** From the equations of a network case to our texts: neurons and synapses. */
final class NetworkText {
  private static final Pattern NAME = Pattern.compile("(?<![\\w.])[A-Za-z_]\\w*");
  private static final Pattern STATEMENT =
      Pattern.compile("\\s*([A-Za-z_]\\w*)\\s*(\\+=|-=|\\*=|=)\\s*(.*)");

  /** What means something in our language and nothing in theirs. */
  private static final Set<String> TAKEN =
      Set.of(
          "z",
          "rho",
          "i",
          "xi",
          "dt",
          "model",
          "parameters",
          "require",
          "state",
          "input",
          "output",
          "threshold",
          "reset",
          "refractory",
          "event",
          "adjoint",
          "and",
          "or",
          "not",
          "min",
          "max",
          "fma",
          "relu",
          "heaviside",
          "spike",
          "detach",
          "bernoulli",
          "where",
          "pow",
          "nothing",
          "synapse",
          "on",
          "sum",
          "deliver",
          "into",
          "after",
          "step",
          "pre",
          "post",
          "holds",
          "while",
          NetworkText.DURATION);

  private static final String TIME = "t";

  /** A plus that adds nothing: behind a sign, a parenthesis or nothing. */
  private static final String PLUS_SIGN = "(^|[-(*/+,<>=])\\s*\\+";

  private NetworkText() {}

  /** What a name of theirs is called here. */
  static String name(String name) {
    for (String end : List.of("_pre", "_post")) {
      if (name.endsWith(end)) {
        return name(name.substring(0, name.length() - end.length())) + end;
      }
    }
    if (name.startsWith("_") || name.startsWith("grad_")) {
      return name("x_" + name);
    }
    return TAKEN.contains(name) ? name + "_" : name;
  }

  /** A formula with our names and signs; abbreviations are written out. */
  static String formula(String text, Map<String, String> abbreviations) {
    UnaryOperator<String> meaning =
        name ->
            name.equals("pi")
                ? Double.toString(Math.PI)
                : abbreviations.getOrDefault(name, name(name));
    return NAME.matcher(text)
        .replaceAll((MatchResult found) -> meaning.apply(found.group()))
        .replace("**", "^")
        .replaceAll(PLUS_SIGN, "$1")
        // Theirs may be .5 and 5. where ours are 0.5 and 5.0.
        .replaceAll("(?<![\\w.])\\.(\\d)", "0.$1")
        .replaceAll("(\\d)\\.(?!\\d)", "$1.0");
  }

  /** The text of a population's neurons. */
  static String neuron(JsonNode population, UnaryOperator<String> defaults) {
    Map<String, String> abbreviations = abbreviations(population);
    var lines = new ArrayList<String>();
    lines.add("model " + heading(population));
    List<String> parameters = keys(population.path("parameters"));
    if (!parameters.isEmpty()) {
      lines.add("parameters " + definitions(parameters, defaults));
    }
    List<String> states = new ArrayList<>();
    population.path("state").forEach(s -> states.add(s.path("name").asString("")));
    if (!states.isEmpty()) {
      lines.add("state " + definitions(states, name -> "0"));
    }
    List<String> inputs = new ArrayList<>(keys(population.path("inputs")));
    inputs.replaceAll(NetworkText::name);
    if (!states.contains(TIME) && !parameters.contains(TIME)) {
      inputs.add(TIME);
    }
    lines.add("input " + String.join(", ", inputs));
    List<String> frozen = new ArrayList<>();
    String method = method(population.path("integration"));
    for (JsonNode state : population.path("state")) {
      String name = name(state.path("name").asString(""));
      if (state.path("derivative").isString()) {
        String derivative = formula(state.path("derivative").stringValue(), abbreviations);
        lines.add("d" + name + "/dt = " + derivative + " : " + method);
      }
      if (state.path("frozen_while_refractory").asBoolean(false)) {
        frozen.add(name);
      }
    }
    if (population.path("threshold").isString()) {
      lines.add(threshold(formula(population.path("threshold").stringValue(), abbreviations)));
      for (JsonNode line : population.path("reset")) {
        Statement statement = statement(line.stringValue(), abbreviations);
        lines.add("reset " + statement.name + " = " + statement.value());
      }
      refractory(population, abbreviations, defaults, frozen, lines);
    } else {
      lines.add("output " + name(states.getFirst()));
    }
    return String.join("\n", lines) + "\n";
  }

  /** A name for messages, whatever characters theirs has. */
  private static String heading(JsonNode named) {
    return "of_" + named.path("name").asString("").replaceAll("\\W", "_");
  }

  private static void refractory(
      JsonNode population,
      Map<String, String> abbreviations,
      UnaryOperator<String> defaults,
      List<String> frozen,
      List<String> lines) {
    JsonNode refractory = population.path("refractory");
    String holds = " holds " + (frozen.isEmpty() ? "nothing" : String.join(", ", frozen));
    if (refractory.path("condition").isString()) {
      String condition = formula(refractory.path("condition").stringValue(), abbreviations);
      lines.add("refractory while " + condition + holds);
    } else if (refractory.has("duration")) {
      lines.add("refractory " + DURATION + holds);
      lines.add(1, "parameters " + DURATION + " = " + defaults.apply(DURATION));
    }
  }

  /** The parameter that the refractory time is here. */
  static final String DURATION = "refractory_time";

  /** Ours has what crosses on the left. */
  private static String threshold(String condition) {
    for (String sign : List.of("<=", "<")) {
      int at = condition.indexOf(sign);
      if (at >= 0) {
        String larger = condition.substring(at + sign.length()).strip();
        String smaller = condition.substring(0, at).strip();
        return "threshold " + larger + (sign.equals("<") ? " > " : " >= ") + smaller;
      }
    }
    return "threshold " + condition;
  }

  private static String method(JsonNode integration) {
    String method = integration.asString("");
    return method.equals("forward_euler") ? "euler" : method;
  }

  /** Whether a projection does anything: one that does not has no text. */
  static boolean acts(JsonNode projection) {
    boolean moves = false;
    for (JsonNode state : projection.path("state")) {
      moves |= state.path("update").asString("").equals("continuous");
    }
    return moves || !projection.path("pathways").isEmpty() || !projection.path("sums").isEmpty();
  }

  /** The text of a projection's synapses; the delay of pathway k is called {@link #delay}. */
  static String synapse(JsonNode projection, UnaryOperator<String> defaults) {
    var lines = new ArrayList<String>();
    lines.add("synapse " + heading(projection));
    List<String> parameters = keys(projection.path("parameters"));
    if (!parameters.isEmpty()) {
      lines.add("parameters " + definitions(parameters, defaults));
    }
    List<String> states = new ArrayList<>();
    projection.path("state").forEach(s -> states.add(s.path("name").asString("")));
    if (!states.isEmpty()) {
      lines.add("state " + definitions(states, name -> "0"));
    }
    for (JsonNode state : projection.path("state")) {
      if (state.path("derivative").isString()) {
        boolean always = state.path("update").asString("").equals("continuous");
        lines.add(
            (always ? "on step " : "")
                + "d"
                + name(state.path("name").asString(""))
                + "/dt = "
                + formula(state.path("derivative").stringValue(), Map.of())
                + (always ? " : " + method(projection.path("integration")) : ""));
      }
    }
    JsonNode pathways = projection.path("pathways");
    for (int k = 0; k < pathways.size(); k++) {
      pathway(pathways.get(k), delay(k), lines);
    }
    for (JsonNode sum : projection.path("sums")) {
      String value = formula(sum.path("expression").asString(""), Map.of());
      lines.add("sum " + value + " into " + name(sum.path("target").asString("")));
    }
    return String.join("\n", lines) + "\n";
  }

  /** What the delay of a pathway is called. */
  static String delay(int pathway) {
    return "delay" + pathway;
  }

  private static void pathway(JsonNode pathway, String delay, List<String> lines) {
    String on = "on " + pathway.path("on").asString("") + " after " + delay + " ";
    List<Statement> statements = new ArrayList<>();
    pathway
        .path("statements")
        .forEach(line -> statements.add(statement(line.stringValue(), Map.of())));
    for (Statement statement : statements) {
      // What is only added to may be added to in any order; what is read too is set.
      boolean adds =
          statement.name.endsWith("_post")
              && (statement.sign.equals("+=") || statement.sign.equals("-="))
              && statements.stream().noneMatch(other -> other.reads(statement.name));
      lines.add(
          adds
              ? on
                  + "deliver "
                  + (statement.sign.equals("-=") ? "-" : "")
                  + "("
                  + statement.operand
                  + ") into "
                  + statement.name.substring(0, statement.name.length() - "_post".length())
              : on + statement.name + " = " + statement.value());
    }
  }

  /** Each abbreviation in full, in parentheses. */
  private static Map<String, String> abbreviations(JsonNode population) {
    Map<String, String> full = new LinkedHashMap<>();
    for (JsonNode line : population.path("expressions")) {
      String value = formula(line.path("value").asString(""), full);
      full.put(line.path("name").asString(""), "(" + value + ")");
    }
    return full;
  }

  private static String definitions(List<String> names, UnaryOperator<String> values) {
    return String.join(
        ", ", names.stream().map(name -> name(name) + " = " + values.apply(name)).toList());
  }

  /** The names of an object. */
  static List<String> keys(JsonNode object) {
    List<String> keys = new ArrayList<>();
    object.properties().forEach(entry -> keys.add(entry.getKey()));
    return keys;
  }

  /**
   * A line that changes something.
   *
   * @param name what, as it is called here
   * @param sign how
   * @param operand by what
   */
  record Statement(String name, String sign, String operand) {
    /** What it becomes. */
    String value() {
      return switch (sign) {
        case "+=" -> name + " + (" + operand + ")";
        case "-=" -> name + " - (" + operand + ")";
        case "*=" -> name + " * (" + operand + ")";
        default -> operand;
      };
    }

    /** Whether it needs to know the value of a variable by then, or sets it whatever it was. */
    boolean reads(String variable) {
      boolean sets = name.equals(variable) && (sign.equals("=") || sign.equals("*="));
      return sets || NAME.matcher(operand).results().anyMatch(use -> use.group().equals(variable));
    }
  }

  static Statement statement(String line, Map<String, String> abbreviations) {
    var found = STATEMENT.matcher(line);
    if (!found.matches()) {
      throw new MalformedCase("expected a statement, got " + line);
    }
    return new Statement(
        name(found.group(1)), found.group(2), formula(found.group(3), abbreviations));
  }
}
