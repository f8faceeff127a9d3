package dev.sleipnir.kernels.bytecode;

import dev.sleipnir.kernels.graph.Op;
import dev.sleipnir.kernels.graph.Value;
import dev.sleipnir.kernels.math.polynomial.SinePolynomial;
import dev.sleipnir.kernels.simd.Species;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.util.List;

/** As many neurons at a time as a vector has lanes: numbers are vectors, conditions are masks. */
class VectorCode extends ExpressionCode {
  final VectorCalls calls;
  private final VectorFunctions functions;
  private final boolean branches;

  /** With branches around elementary functions that no neuron of a vector needs, or without. */
  VectorCode(CodeBuilder code, Places places, List<Value> order, boolean branches) {
    super(code, places, order);
    this.branches = branches;
    calls = new VectorCalls(code);
    functions = new VectorFunctions(code, calls);
  }

  @Override
  int lanes() {
    return Species.FLOAT.length();
  }

  @Override
  TypeKind kind(Value node) {
    return TypeKind.REFERENCE;
  }

  /** Whether all neurons of a step have the same value, which is better passed as a float. */
  private static boolean isUniform(Value node) {
    return node.op() == Op.CONSTANT || node.op() == Op.INVARIANT || node.op() == Op.STEP;
  }

  private void pushUniform(Value node) {
    switch (node.op()) {
      case CONSTANT -> code.loadConstant((float) node.value());
      case STEP -> code.fload(places.step(node.index()));
      default -> code.fload(places.local(Op.INVARIANT, node.index()));
    }
  }

  @Override
  void compute(Value node) {
    switch (node.op()) {
      // Broadcast where it is used: the compiler moves it before the loop.
      case CONSTANT, INVARIANT, STEP -> calls.broadcast(() -> pushUniform(node));
      case COLUMN, SERIES, CARRIED ->
          calls.load(places.local(node.op(), node.index()), places.index(node.op()));
      case NEGATE -> unary("neg", node);
      case ABS -> unary("abs", node);
      case SQRT -> unary("sqrt", node);
      case EXP -> {
        push(node.argument(0));
        functions.exp();
      }
      case LOG -> {
        push(node.argument(0));
        functions.log();
      }
      case TANH -> {
        push(node.argument(0));
        functions.tanh();
      }
      case SIN, COS -> {
        push(node.argument(0));
        functions.sine(node.op() == Op.COS ? SinePolynomial.QUARTER_TURN : 0);
      }
      case FMA -> {
        node.arguments().forEach(this::push);
        calls.fma();
      }
      case ADD -> binary("add", node);
      case SUBTRACT -> binary("sub", node);
      case MULTIPLY -> binary("mul", node);
      case DIVIDE -> binary("div", node);
      case MIN -> binary("min", node);
      case MAX -> binary("max", node);
      case LESS -> compare("LT", node);
      case LESS_EQUAL -> compare("LE", node);
      case GREATER -> compare("GT", node);
      case GREATER_EQUAL -> compare("GE", node);
      case EQUAL -> compare("EQ", node);
      case NOT_EQUAL -> compare("NE", node);
      case AND -> combine("and", node);
      case OR -> combine("or", node);
      case NOT -> {
        push(node.argument(0));
        calls.not();
      }
      case SELECT -> {
        OneSide costly = branches ? costlySide(node) : null;
        if (costly == null) {
          push(node.argument(2));
          boolean uniform = pushEither(node.argument(1));
          push(node.argument(0));
          calls.blend(uniform);
        } else {
          select(node, costly);
        }
      }
      case PARAMETER, SPIKE, DETACH, COPY, MIX, POWER -> throw new AssertionError(node.op());
    }
  }

  /** A choice of which one side is evaluated only where a neuron chooses it. */
  private void select(Value node, OneSide costly) {
    Label needed = code.newLabel();
    Label end = code.newLabel();
    evaluateAround(costly.nodes());
    evaluate(node.argument(costly.isNo() ? 1 : 2));
    push(node.argument(0));
    int mask = pop(TypeKind.REFERENCE);
    int result = code.allocateLocal(TypeKind.REFERENCE);
    code.aload(mask);
    if (costly.isNo()) {
      calls.test("allTrue");
      code.ifeq(needed);
    } else {
      calls.test("anyTrue");
      code.ifne(needed);
    }
    push(node.argument(costly.isNo() ? 1 : 2));
    code.astore(result).goto_(end).labelBinding(needed);
    push(node.argument(2));
    push(node.argument(1));
    code.aload(mask);
    calls.blend(false);
    code.astore(result).labelBinding(end).aload(result);
  }

  /** Pushes a float where that is enough, else a vector; returns whether it is a float. */
  private boolean pushEither(Value node) {
    boolean uniform = isUniform(node);
    if (uniform) {
      pushUniform(node);
    } else {
      push(node);
    }
    return uniform;
  }

  private void unary(String name, Value node) {
    push(node.argument(0));
    calls.unary(name);
  }

  private void binary(String name, Value node) {
    push(node.argument(0));
    calls.binary(name, pushEither(node.argument(1)));
  }

  private void compare(String operator, Value node) {
    push(node.argument(0));
    calls.comparison(operator);
    calls.compare(pushEither(node.argument(1)));
  }

  private void combine(String name, Value node) {
    push(node.argument(0));
    push(node.argument(1));
    calls.combine(name);
  }

  @Override
  void store(Value node, int array, int index) {
    push(node);
    calls.store(array, index);
  }

  @Override
  void numberIsPositive() {
    calls.compare("GT", 0f);
  }

  @Override
  void conditionToBits() {
    calls.toLong();
    code.iload(places.neuron).lshl();
  }
}
