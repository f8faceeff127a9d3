package dev.sleipnir.kernels.graph;

import dev.sleipnir.kernels.equation.Statement.Assignment;
import dev.sleipnir.kernels.equation.Update;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * From an elementwise update to its program: series are the inputs, carried columns the states, and
 * the program's parameters the update's numbers, each in order.
 */
public final class UpdateProgram {
  private UpdateProgram() {}

  /**
   * The program of an update.
   *
   * @param update the update
   * @return its program, of one step
   */
  public static Program of(Update update) {
    Graph graph = new Graph();
    Map<String, Value> names = new HashMap<>();
    put(graph, Op.PARAMETER, update.numbers(), names);
    put(graph, Op.SERIES, update.inputs(), names);
    List<String> states = update.states().stream().map(state -> state.name()).toList();
    put(graph, Op.CARRIED, states, names);
    for (Assignment line : update.lines()) {
      names.put(line.name(), new RuleExpressions(graph, names).of(line.value()));
    }
    Lowering lowering = Lowering.asWritten(graph);
    List<Loop.Store> stores = new ArrayList<>();
    for (int s = 0; s < states.size(); s++) {
      lowering.store(stores, s, lowering.of(Objects.requireNonNull(names.get(states.get(s)))));
    }
    int inputs = update.inputs().size();
    return lowering.program(
        /* columns= */ 0, inputs, states.size(), List.of(), stores, /* backwards= */ false);
  }

  private static void put(Graph graph, Op kind, List<String> all, Map<String, Value> names) {
    for (int i = 0; i < all.size(); i++) {
      names.put(all.get(i), graph.leaf(kind, i));
    }
  }
}
