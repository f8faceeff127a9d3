package dev.sleipnir.kernels.neuron.bytecode;

import dev.sleipnir.kernels.neuron.graph.Node;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Emits the evaluation of expressions in the body of a loop: values stay on the operand stack, and
 * those needed more than once also go to locals.
 */
abstract class ExpressionCode {
  final CodeBuilder code;
  final Places places;
  private final Map<Node, Integer> uses = new HashMap<>();
  private final Map<Node, Integer> locals = new HashMap<>();

  ExpressionCode(CodeBuilder code, Places places, List<Node> order) {
    this.code = code;
    this.places = places;
    for (Node node : order) {
      for (Node argument : node.arguments()) {
        uses.merge(argument, 1, Integer::sum);
      }
    }
  }

  /** Says that a node is needed once more than as an argument of others: call before any code. */
  final void use(Node node) {
    uses.merge(node, 1, Integer::sum);
  }

  /** Emits code that pushes a node's value, computed where it is first needed. */
  final void push(Node node) {
    Integer known = locals.get(node);
    if (known != null) {
      code.loadLocal(kind(node), known);
      return;
    }
    compute(node);
    if (uses.getOrDefault(node, 0) > 1) {
      code.dup();
      locals.put(node, pop(kind(node)));
    }
  }

  /** Emits code that evaluates a node, for later. */
  final void evaluate(Node node) {
    if (!locals.containsKey(node)) {
      compute(node);
      locals.put(node, pop(kind(node)));
    }
  }

  /** Emits code that moves the top of the stack to a new local. */
  final int pop(TypeKind kind) {
    int local = code.allocateLocal(kind);
    code.storeLocal(kind, local);
    return local;
  }

  /** Number of neurons evaluated at a time. */
  abstract int lanes();

  /** How a node's value is held. */
  abstract TypeKind kind(Node node);

  /** Emits code that pushes a node's value. */
  abstract void compute(Node node);

  /** Emits code that stores a node's value; the array and the index are locals. */
  abstract void store(Node node, int array, int index);

  /** Emits code that pushes, as a long, bit by bit from the lowest, whether a condition holds. */
  abstract void pushBits(Node condition);

  /** Emits code that pushes, as a long, bit by bit from the lowest, whether a number is above 0. */
  abstract void pushPositive(Node number);
}
