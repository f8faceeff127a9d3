package dev.sleipnir.tasks.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** What the format demands of a case, whatever its target: a case that checks nothing is none. */
final class CaseCheck {
  private static final Set<String> KEYS =
      Set.of(
          "format",
          "name",
          "target",
          "api",
          "dt",
          "parameters",
          "inputs",
          "initial_state",
          "expected",
          "vjp",
          "rtol",
          "atol",
          "statistical",
          "quirks",
          "note",
          "tolerance_note");

  private static final Set<String> STATISTICS =
      Set.of("samples", "allowed_values", "expected_mean", "tolerance");

  /** Every name the format has for a parameter; a target may ignore some of them. */
  private static final Set<String> PARAMETERS =
      Set.of(
          """
      a a_post a_pre adaptation_current adaptation_spike adjoint aggregate alpha angle
      autapses b beta bias c c_m_inv container convert_indices_to_times d delta_T
      derivatives dilation dimension distance domain dx dy e_rev_E e_rev_I eta_m eta_minus
      eta_p eta_plus f_max g_l hardbound in_channels include_replicas input_eta_m
      input_eta_p input_tau_ac_inv input_tau_c_inv kernel layers learning_rate loss method
      min_scale mn mu n_scales out_features output_module padding parameter phi ratio
      recurrent_eta_m recurrent_eta_p recurrent_tau_ac_inv recurrent_tau_c_inv
      reset_method rho_reset samples scale seq_length shape_hint sigma sigma1 sigma2 size
      spike_count sq stdp_algorithm stride tau_ac_inv tau_ada_inv tau_adapt_inv tau_c_inv
      tau_d_inv tau_f_inv tau_filter_inv tau_inv tau_mem_inv tau_post_inv tau_pre_inv
      tau_s_inv tau_syn_exc_inv tau_syn_inh_inv tau_syn_inv ts ts_frequency U u_rest
      v_leak v_reset v_rest v_th v_thresh w_max w_min x y
      """
              .strip()
              .split("\\s+"));

  private final JsonNode json;

  private CaseCheck(JsonNode json) {
    this.json = json;
  }

  /**
   * Checks a case.
   *
   * @param name the name that the file's place gives it
   * @throws MalformedCase if something is missing, unknown, or lets anything pass
   */
  static void require(JsonNode json, String name) {
    CaseCheck check = new CaseCheck(json);
    check.head(name);
    check.groups();
    check.tensors("/inputs");
    check.tensors("/initial_state");
    check.expected();
    check.gradients();
  }

  private void head(String name) {
    if (!json.isObject()) {
      throw new MalformedCase("expected a JSON object");
    }
    String format = text("format");
    if (!format.equals(CaseFile.FORMAT)) {
      throw new MalformedCase("format: expected " + CaseFile.FORMAT + ", got " + format);
    }
    known("", json, KEYS);
    String given = text("name");
    if (!given.equals(name)) {
      throw new MalformedCase("name: expected that of the file, " + name + ", got " + given);
    }
    String target = text("target");
    if (!name.startsWith(target + "/")) {
      throw new MalformedCase("target: expected that of the name, " + name + ", got " + target);
    }
    String api = text("api");
    if (!Set.of("functional", "cell", "layer").contains(api)) {
      throw new MalformedCase("api: expected functional, cell or layer, got " + api);
    }
    if (!(number("dt") > 0)) {
      throw new MalformedCase("dt: expected a positive number, got " + json.get("dt"));
    }
    // From 1 on, a wrong spike or a lost value would be within the tolerance.
    for (String key : List.of("rtol", "atol")) {
      double tolerance = number(key);
      if (!(tolerance >= 0 && tolerance < 1)) {
        throw new MalformedCase(key + ": expected a number >= 0 and below 1, got " + json.get(key));
      }
    }
  }

  private void groups() {
    for (String key : List.of("parameters", "inputs", "expected")) {
      object("/" + key);
    }
    known("parameters.", json.get("parameters"), PARAMETERS);
    if (!json.path("initial_state").isNull() && json.has("initial_state")) {
      object("/initial_state");
    }
    if (json.has("vjp")) {
      object("/vjp");
      known("vjp.", json.get("vjp"), Set.of("cotangents", "expected"));
      object("/vjp/cotangents");
      object("/vjp/expected");
    }
  }

  private void expected() {
    List<String> listed = tensors("/expected");
    if (listed.isEmpty()) {
      throw new MalformedCase("expected: nothing to compare with");
    }
    boolean statistical = json.path("statistical").asBoolean(false);
    if (statistical != json.at(Comparison.STATISTICS).isObject()) {
      throw new MalformedCase(
          "statistical: expected true if and only if there is expected.statistics, got "
              + statistical);
    }
    if (statistical) {
      statistics(json.at(Comparison.STATISTICS));
    }
  }

  private void statistics(JsonNode statistics) {
    known("expected.statistics.", statistics, STATISTICS);
    ReferenceTensor mean = tensor(Comparison.STATISTICS + "/expected_mean");
    ReferenceTensor tolerance = tensor(Comparison.STATISTICS + "/tolerance");
    ReferenceTensor allowed = tensor(Comparison.STATISTICS + "/allowed_values");
    if (!(statistics.path("samples").asDouble(0) >= 1)) {
      throw new MalformedCase(
          "expected.statistics.samples: expected at least 1, got " + statistics.get("samples"));
    }
    same("expected.statistics.tolerance", mean, tolerance);
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int a = 0; a < allowed.size(); a++) {
      low = Math.min(low, allowed.get(a));
      high = Math.max(high, allowed.get(a));
    }
    for (int e = 0; e < mean.size(); e++) {
      if (!(mean.get(e) >= low && mean.get(e) <= high)) {
        throw new MalformedCase(
            "expected.statistics.expected_mean: expected values between those allowed, got "
                + mean.get(e));
      }
      if (!(tolerance.get(e) >= 0)
          || (tolerance.get(e) > 0 && 2 * tolerance.get(e) >= high - low)) {
        throw new MalformedCase(
            "expected.statistics.tolerance: expected >= 0 and less than half of what is allowed, got "
                + tolerance.get(e));
      }
    }
  }

  private void gradients() {
    if (!json.has("vjp")) {
      return;
    }
    if (tensors("/vjp/cotangents").isEmpty()) {
      throw new MalformedCase("vjp.cotangents: expected at least one");
    }
    List<String> listed = tensors("/vjp/expected");
    if (listed.isEmpty()) {
      throw new MalformedCase("vjp.expected: expected at least one gradient");
    }
    for (String pointer : listed) {
      // The gradient at something has its name, place and shape.
      String name = pointer.substring("/vjp/expected".length());
      boolean isInput = name.indexOf('/', 1) < 0;
      String of = isInput ? "/inputs" + name : name;
      if (json.at(of).isMissingNode()) {
        throw new MalformedCase(pointer + ": expected a gradient at something, got no " + of);
      }
      if (ReferenceTensor.isTensor(json.at(of))) {
        same(pointer, tensor(of), tensor(pointer));
      }
    }
  }

  /** Pointers of all tensors below; each has to have a value. */
  private List<String> tensors(String pointer) {
    List<String> all = new ArrayList<>();
    collect(json.at(pointer), pointer, all);
    for (String one : all) {
      if (!one.equals(Comparison.STATISTICS) && tensor(one).size() == 0) {
        throw new MalformedCase(one + ": expected at least one value, got none");
      }
    }
    return all;
  }

  static void collect(JsonNode node, String pointer, List<String> all) {
    if (ReferenceTensor.isTensor(node) || pointer.equals(Comparison.STATISTICS)) {
      all.add(pointer);
      return;
    }
    if (node.isMissingNode() || (node.isNull() && pointer.equals("/initial_state"))) {
      return;
    }
    if (!node.isObject()) {
      throw new MalformedCase(pointer + ": expected a number or {shape, data}, got " + node);
    }
    for (var entry : node.properties()) {
      String key = entry.getKey().replace("~", "~0").replace("/", "~1");
      collect(entry.getValue(), pointer + "/" + key, all);
    }
  }

  private ReferenceTensor tensor(String pointer) {
    JsonNode node = json.at(pointer);
    if (node.isMissingNode()) {
      throw new MalformedCase("missing " + pointer);
    }
    return ReferenceTensor.of(node, pointer);
  }

  private static void same(String what, ReferenceTensor expected, ReferenceTensor given) {
    if (!Arrays.equals(expected.shape(), given.shape())) {
      throw new MalformedCase(
          what
              + ": expected shape "
              + Arrays.toString(expected.shape())
              + ", got shape "
              + Arrays.toString(given.shape()));
    }
  }

  private static void known(String where, JsonNode object, Set<String> keys) {
    for (var entry : object.properties()) {
      if (!keys.contains(entry.getKey())) {
        throw new MalformedCase(
            where
                + entry.getKey()
                + ": unknown key; expected one of "
                + String.join(", ", new TreeSet<>(keys)));
      }
    }
  }

  private void object(String pointer) {
    if (!json.at(pointer).isObject()) {
      throw new MalformedCase(
          pointer.substring(1).replace('/', '.') + ": expected an object, got " + json.at(pointer));
    }
  }

  private String text(String key) {
    JsonNode value = json.path(key);
    if (!value.isString()) {
      throw new MalformedCase(key + ": expected a text, got " + value);
    }
    return value.stringValue();
  }

  private double number(String key) {
    JsonNode value = json.path(key);
    if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
      throw new MalformedCase(key + ": expected a number, got " + value);
    }
    return value.doubleValue();
  }
}
