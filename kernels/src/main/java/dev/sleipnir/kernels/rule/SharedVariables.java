package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.equation.RuleEquations;
import dev.sleipnir.kernels.equation.RuleEquations.Change;
import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.equation.RuleEquations.Signal;
import dev.sleipnir.kernels.equation.RuleEquations.Trace;
import dev.sleipnir.kernels.equation.RuleEquations.Variable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The variables that all synapses of a segment have in common, because only spikes that arrive at
 * all of them change them, by nothing that differs between them: they are kept once.
 */
final class SharedVariables {
  private SharedVariables() {}

  /** Variable to whether it is shared. */
  static boolean[] of(RuleEquations equations) {
    List<String> names = equations.variables().stream().map(Variable::name).toList();
    Set<String> own = new HashSet<>();
    own.add(RuleEquations.WEIGHT);
    equations.traces(Side.POST).stream().map(Trace::name).forEach(own::add);
    equations.signals(Side.POST).stream().map(Signal::name).forEach(own::add);
    if (!SparseLoops.waits(equations) || !equations.onPost().isEmpty()) {
      own.addAll(names);
    }
    // What reads something that differs differs, too.
    boolean more = true;
    while (more) {
      more = false;
      for (Change line : equations.onPre()) {
        if (line.value().names().stream().anyMatch(own::contains)) {
          more |= own.add(line.name());
        }
      }
    }
    boolean[] shared = new boolean[names.size()];
    for (int v = 0; v < shared.length; v++) {
      shared[v] = !own.contains(names.get(v));
    }
    return shared;
  }
}
