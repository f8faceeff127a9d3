package dev.sleipnir.kernels.bytecode;

import dev.sleipnir.kernels.graph.Op;
import dev.sleipnir.kernels.graph.Value;
import dev.sleipnir.kernels.math.Exp;
import dev.sleipnir.kernels.math.Log;
import dev.sleipnir.kernels.math.Sine;
import dev.sleipnir.kernels.math.Tanh;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.List;

/** One neuron at a time: numbers are floats, conditions are ints, 0 or 1. */
final class ScalarCode extends ExpressionCode {
  private static final ClassDesc MATH = ClassDesc.of("java.lang.Math");
  private static final MethodTypeDesc FLOAT_OF_FLOAT =
      MethodTypeDesc.of(ConstantDescs.CD_float, ConstantDescs.CD_float);
  private static final MethodTypeDesc FLOAT_OF_TWO =
      MethodTypeDesc.of(ConstantDescs.CD_float, ConstantDescs.CD_float, ConstantDescs.CD_float);
  private static final MethodTypeDesc FLOAT_OF_THREE =
      FLOAT_OF_TWO.insertParameterTypes(2, ConstantDescs.CD_float);
  private static final MethodTypeDesc DOUBLE_OF_DOUBLE =
      MethodTypeDesc.of(ConstantDescs.CD_double, ConstantDescs.CD_double);

  ScalarCode(CodeBuilder code, Places places, List<Value> order) {
    super(code, places, order);
  }

  @Override
  int lanes() {
    return 1;
  }

  @Override
  TypeKind kind(Value node) {
    return node.op().isCondition() ? TypeKind.INT : TypeKind.FLOAT;
  }

  @Override
  void compute(Value node) {
    switch (node.op()) {
      case CONSTANT -> code.loadConstant((float) node.value());
      case STEP -> code.fload(places.step(node.index()));
      case INVARIANT -> code.fload(places.local(Op.INVARIANT, node.index()));
      case COLUMN, SERIES, CARRIED ->
          code.aload(places.local(node.op(), node.index())).iload(places.index(node.op())).faload();
      case SELECT -> select(node);
      default -> {
        node.arguments().forEach(this::push);
        operate(node.op());
      }
    }
  }

  private void operate(Op op) {
    switch (op) {
      case ADD -> code.fadd();
      case SUBTRACT -> code.fsub();
      case MULTIPLY -> code.fmul();
      case DIVIDE -> code.fdiv();
      case MIN -> code.invokestatic(MATH, "min", FLOAT_OF_TWO);
      case MAX -> code.invokestatic(MATH, "max", FLOAT_OF_TWO);
      case FMA -> code.invokestatic(MATH, "fma", FLOAT_OF_THREE);
      case NEGATE -> code.fneg();
      case ABS -> code.invokestatic(MATH, "abs", FLOAT_OF_FLOAT);
      case SQRT -> code.f2d().invokestatic(MATH, "sqrt", DOUBLE_OF_DOUBLE).d2f();
      case EXP ->
          code.invokestatic(Exp.class.describeConstable().orElseThrow(), "exp", FLOAT_OF_FLOAT);
      case LOG ->
          code.invokestatic(Log.class.describeConstable().orElseThrow(), "log", FLOAT_OF_FLOAT);
      case TANH ->
          code.invokestatic(Tanh.class.describeConstable().orElseThrow(), "tanh", FLOAT_OF_FLOAT);
      case SIN ->
          code.invokestatic(Sine.class.describeConstable().orElseThrow(), "sin", FLOAT_OF_FLOAT);
      case COS ->
          code.invokestatic(Sine.class.describeConstable().orElseThrow(), "cos", FLOAT_OF_FLOAT);
      // The comparison of floats is chosen so that with NaN the condition does not hold.
      case LESS -> holds(code.fcmpg(), Opcode.IFLT);
      case LESS_EQUAL -> holds(code.fcmpg(), Opcode.IFLE);
      case GREATER -> holds(code.fcmpl(), Opcode.IFGT);
      case GREATER_EQUAL -> holds(code.fcmpl(), Opcode.IFGE);
      case EQUAL -> holds(code.fcmpl(), Opcode.IFEQ);
      case NOT_EQUAL -> holds(code.fcmpl(), Opcode.IFNE);
      case AND -> code.iand();
      case OR -> code.ior();
      case NOT -> code.iconst_1().ixor();
      default -> throw new AssertionError(op);
    }
  }

  /** The top of the stack becomes 1 or 0. */
  private static void holds(CodeBuilder code, Opcode jump) {
    Label yes = code.newLabel();
    Label end = code.newLabel();
    code.branch(jump, yes).iconst_0().goto_(end);
    code.labelBinding(yes).iconst_1().labelBinding(end);
  }

  private void select(Value node) {
    // Both are evaluated, as in vectors, and one of them is kept.
    push(node.argument(1));
    push(node.argument(2));
    push(node.argument(0));
    Label first = code.newLabel();
    code.ifne(first).swap().labelBinding(first).pop();
  }

  @Override
  void store(Value node, int array, int index) {
    code.aload(array).iload(index);
    push(node);
    code.fastore();
  }

  @Override
  void numberIsPositive() {
    code.fconst_0();
    operate(Op.GREATER);
  }

  @Override
  void conditionToBits() {
    // A shift of a long takes its distance modulo 64.
    code.i2l().iload(places.neuron).lshl();
  }
}
