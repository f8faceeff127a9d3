package dev.sleipnir.kernels.bytecode;

import dev.sleipnir.kernels.graph.Value;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Emits the evaluation of expressions in the body of a loop: values stay on the operand stack, and
 * those needed more than once also go to locals.
 */
abstract class ExpressionCode {
  /**
   * Trees of more levels are evaluated from below, so many levels at a time: neither the compiler's
   * stack nor the operands' grows with a model's length. No model of a person is as deep.
   */
  private static final int LEVELS = 50;

  final CodeBuilder code;
  final Places places;
  private final List<Value> order;
  private final Map<Value, Integer> uses = new HashMap<>();
  private final Map<Value, Integer> locals = new HashMap<>();

  /** What is evaluated before what is made of it, each after those it is made of. */
  private final List<Value> landings = new ArrayList<>();

  ExpressionCode(CodeBuilder code, Places places, List<Value> order) {
    this.code = code;
    this.places = places;
    this.order = order;
    Map<Value, Integer> heights = new HashMap<>();
    for (Value node : order) {
      int height = 0;
      for (Value argument : node.arguments()) {
        uses.merge(argument, 1, Integer::sum);
        height = Math.max(height, heights.getOrDefault(argument, 0) + 1);
      }
      heights.put(node, height);
      if (height > 0 && height % LEVELS == 0) {
        landings.add(node);
      }
    }
  }

  /** Says that a node is needed once more than as an argument of others: call before any code. */
  final void use(Value node) {
    uses.merge(node, 1, Integer::sum);
  }

  /** Emits code that pushes a node's value, computed where it is first needed. */
  final void push(Value node) {
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

  /** Emits code that evaluates what lies deep in the trees: to be called first. */
  final void evaluateDeep() {
    landings.forEach(this::evaluate);
  }

  /** Emits code that evaluates a node, for later. */
  final void evaluate(Value node) {
    if (!locals.containsKey(node)) {
      compute(node);
      locals.put(node, pop(kind(node)));
    }
  }

  /** The side of a choice that is worth a branch, null if none is. */
  final @Nullable OneSide costlySide(Value choice) {
    return OneSide.of(choice, order, uses, locals.keySet());
  }

  /** Emits code that evaluates what some nodes are made of, for later. */
  final void evaluateAround(Set<Value> nodes) {
    for (Value node : order) {
      if (nodes.contains(node)) {
        node.arguments().stream().filter(a -> !nodes.contains(a)).forEach(this::evaluate);
      }
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
  abstract TypeKind kind(Value node);

  /** Emits code that pushes a node's value. */
  abstract void compute(Value node);

  /** Emits code that stores a node's value; the array and the index are locals. */
  abstract void store(Value node, int array, int index);

  /** Emits code that pushes, as a long, the bits that a condition sets in its neurons' word. */
  final void pushBits(Value condition) {
    push(condition);
    conditionToBits();
  }

  /** As {@link #pushBits}, of the condition that a number is above 0. */
  final void pushPositive(Value number) {
    push(number);
    numberIsPositive();
    conditionToBits();
  }

  /** Emits code that turns a number on the stack into whether it is above 0. */
  abstract void numberIsPositive();

  /** Emits code that turns a condition on the stack into its bits. */
  abstract void conditionToBits();

  /** Emits code that finds the first neuron, and then is repeated while there are others. */
  void neurons(Runnable body) {
    code.iload(places.from).istore(places.neuron);
    Label next = code.newBoundLabel();
    Label end = code.newLabel();
    code.iload(places.neuron).iload(places.to).if_icmpge(end);
    body.run();
    code.iinc(places.neuron, lanes()).goto_(next).labelBinding(end);
  }
}
