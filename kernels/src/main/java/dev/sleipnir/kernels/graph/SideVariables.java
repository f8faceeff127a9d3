package dev.sleipnir.kernels.graph;

import dev.sleipnir.kernels.equation.Equations;
import dev.sleipnir.kernels.equation.Expression;
import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.equation.Statement.Derivative;
import dev.sleipnir.kernels.equation.SynapseEquations;
import dev.sleipnir.kernels.equation.SynapseEquations.Action;
import dev.sleipnir.kernels.equation.SynapseEquations.Change;
import dev.sleipnir.kernels.equation.SynapseEquations.Pathway;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which variables of a synapse's text are the same at all synapses of a neuron, and so are kept
 * once for it: the traces of most rules, where a pathway has one delay for all. Such a variable
 * begins everywhere with one value and is changed by spikes of one side alone, all of whose
 * synapses they reach at once, by amounts made of parameters that are the same everywhere and of
 * variables of the same kind.
 *
 * @param pre those of the neurons that send
 * @param post those of the neurons that receive
 */
public record SideVariables(List<String> pre, List<String> post) {
  /** Every synapse has its own. */
  public static final SideVariables NONE = new SideVariables(List.of(), List.of());

  /** Copies the lists. */
  public SideVariables {
    pre = List.copyOf(pre);
    post = List.copyOf(post);
  }

  /**
   * Those of a text.
   *
   * @param equations the text
   * @param differs the parameters and variables whose given values differ from synapse to synapse
   * @param hasOneDelay pathways whose spikes take as long to all synapses
   * @return the variables
   */
  public static SideVariables of(
      SynapseEquations equations, Predicate<String> differs, Predicate<Pathway> hasOneDelay) {
    return new SideVariables(
        of(equations, Side.PRE, differs, hasOneDelay),
        of(equations, Side.POST, differs, hasOneDelay));
  }

  private static List<String> of(
      SynapseEquations equations,
      Side side,
      Predicate<String> differs,
      Predicate<Pathway> hasOneDelay) {
    Set<String> found = new HashSet<>(equations.stateNames());
    found.removeIf(differs);
    Set<String> numbers = new HashSet<>();
    equations.parameters().forEach(parameter -> numbers.add(parameter.name()));
    numbers.removeIf(differs);
    numbers.add(Equations.TIME_STEP);
    Set<String> elsewhere = new HashSet<>();
    for (Derivative line : equations.always()) {
      elsewhere.add(line.name());
      elsewhere.addAll(line.value().names());
    }
    equations.sums().forEach(sum -> elsewhere.addAll(sum.value().names()));
    found.removeAll(elsewhere);
    equations.states().stream()
        .filter(state -> state.value().names().stream().anyMatch(differs))
        .forEach(state -> found.remove(state.name()));
    for (Derivative line : equations.between()) {
      if (!isMadeOf(line.value(), numbers, Set.of(line.name()))) {
        found.remove(line.name());
      }
      // What another moves with has to be where that is.
      found.removeIf(name -> !name.equals(line.name()) && line.value().names().contains(name));
    }
    Set<String> changed = new HashSet<>();
    for (Pathway pathway : equations.pathways()) {
      for (Action action : pathway.actions()) {
        if (action instanceof Change change && change.side() == null) {
          changed.add(change.name());
          if (pathway.side() != side || !hasOneDelay.test(pathway)) {
            found.remove(change.name());
          }
        }
      }
    }
    found.retainAll(changed);
    numbers.add(SynapseEquations.TIME);
    while (removeMixed(equations, numbers, found)) {
      // What is made of what has just been removed goes too.
    }
    List<String> inOrder = new ArrayList<>(equations.stateNames());
    inOrder.retainAll(found);
    return inOrder;
  }

  private static boolean removeMixed(
      SynapseEquations equations, Set<String> numbers, Set<String> found) {
    boolean removed = false;
    for (Pathway pathway : equations.pathways()) {
      for (Action action : pathway.actions()) {
        if (action instanceof Change change
            && change.side() == null
            && !isMadeOf(change.value(), numbers, found)) {
          removed |= found.remove(change.name());
        }
      }
    }
    return removed;
  }

  private static boolean isMadeOf(Expression value, Set<String> numbers, Set<String> variables) {
    return value.names().stream()
        .allMatch(name -> numbers.contains(name) || variables.contains(name));
  }

  /** Whose a variable is; null if it is the synapse's. */
  @Nullable Side side(String variable) {
    if (pre.contains(variable)) {
      return Side.PRE;
    }
    return post.contains(variable) ? Side.POST : null;
  }

  /**
   * Whether there are none.
   *
   * @return true if every synapse has its own variables
   */
  public boolean isEmpty() {
    return pre.isEmpty() && post.isEmpty();
  }
}
