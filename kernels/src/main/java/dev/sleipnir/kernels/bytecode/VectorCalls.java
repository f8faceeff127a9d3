package dev.sleipnir.kernels.bytecode;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.sleipnir.kernels.simd.Species;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/** Emits calls of the Vector API. Arguments are on the operand stack unless said otherwise. */
final class VectorCalls {
  private static final ClassDesc VECTOR = vectorClass("Vector");
  private static final ClassDesc FLOATS = vectorClass("FloatVector");
  private static final ClassDesc INTS = vectorClass("IntVector");
  private static final ClassDesc MASK = vectorClass("VectorMask");
  private static final ClassDesc SPECIES = vectorClass("VectorSpecies");
  private static final ClassDesc OPERATORS = vectorClass("VectorOperators");
  private static final ClassDesc BINARY = OPERATORS.nested("Binary");
  private static final ClassDesc COMPARISON = OPERATORS.nested("Comparison");
  private static final ClassDesc FLOAT_ARRAY = CD_float.arrayType();
  private static final ClassDesc LOOP = LoopBody.class.describeConstable().orElseThrow();

  private final CodeBuilder code;

  VectorCalls(CodeBuilder code) {
    this.code = code;
  }

  private static ClassDesc vectorClass(String name) {
    return ClassDesc.of("jdk.incubator.vector", name);
  }

  /** A static final field of the JDK's: a constant to the compiler. */
  private void species() {
    code.getstatic(FLOATS, "SPECIES_" + Species.FLOAT.vectorBitSize(), SPECIES);
  }

  void broadcast(Runnable pushFloat) {
    species();
    pushFloat.run();
    code.invokestatic(FLOATS, "broadcast", MethodTypeDesc.of(FLOATS, SPECIES, CD_float));
  }

  void broadcast(float number) {
    broadcast(() -> code.loadConstant(number));
  }

  /** From locals: an array and an index. */
  void load(int array, int index) {
    species();
    code.aload(array).iload(index);
    code.invokestatic(FLOATS, "fromArray", MethodTypeDesc.of(FLOATS, SPECIES, FLOAT_ARRAY, CD_int));
  }

  /** The mask that is set in the last lanes, so many as the int on top of the stack says. */
  void lastLanes() {
    int count = code.allocateLocal(TypeKind.INT);
    code.istore(count);
    species();
    code.getstatic(LOOP, "ZEROS_THEN_ONES", FLOAT_ARRAY).iload(count);
    code.invokestatic(FLOATS, "fromArray", MethodTypeDesc.of(FLOATS, SPECIES, FLOAT_ARRAY, CD_int));
    compare("GT", 0f);
  }

  /** To locals: an array and an index. */
  void store(int array, int index) {
    code.aload(array).iload(index);
    code.invokevirtual(FLOATS, "intoArray", MethodTypeDesc.of(CD_void, FLOAT_ARRAY, CD_int));
  }

  void unary(String name) {
    code.invokevirtual(FLOATS, name, MethodTypeDesc.of(FLOATS));
  }

  /** The second argument is a float or a vector. */
  void binary(String name, boolean uniform) {
    code.invokevirtual(FLOATS, name, MethodTypeDesc.of(FLOATS, uniform ? CD_float : VECTOR));
  }

  void binary(String name, float number) {
    code.loadConstant(number);
    binary(name, true);
  }

  void fma() {
    code.invokevirtual(FLOATS, "fma", MethodTypeDesc.of(FLOATS, VECTOR, VECTOR));
  }

  /** Pushes the operator a comparison takes between its arguments. */
  void comparison(String operator) {
    code.getstatic(OPERATORS, operator, COMPARISON);
  }

  void compare(boolean uniform) {
    code.invokevirtual(
        FLOATS, "compare", MethodTypeDesc.of(MASK, COMPARISON, uniform ? CD_float : VECTOR));
  }

  void compare(String operator, float number) {
    comparison(operator);
    code.loadConstant(number);
    compare(true);
  }

  /** Arguments: the vector kept where the mask is not set, the one (or float) taken, the mask. */
  void blend(boolean uniform) {
    code.invokevirtual(
        FLOATS, "blend", MethodTypeDesc.of(FLOATS, uniform ? CD_float : VECTOR, MASK));
  }

  void combine(String name) {
    code.invokevirtual(MASK, name, MethodTypeDesc.of(MASK, MASK));
  }

  void not() {
    code.invokevirtual(MASK, "not", MethodTypeDesc.of(MASK));
  }

  /** Pushes whether something is so of a mask: allTrue, anyTrue. */
  void test(String name) {
    code.invokevirtual(MASK, name, MethodTypeDesc.of(CD_boolean));
  }

  void toLong() {
    code.invokevirtual(MASK, "toLong", MethodTypeDesc.of(CD_long));
  }

  void asInts() {
    code.invokevirtual(FLOATS, "reinterpretAsInts", MethodTypeDesc.of(INTS));
  }

  void asFloats() {
    code.invokevirtual(INTS, "reinterpretAsFloats", MethodTypeDesc.of(FLOATS));
  }

  void intBinary(String name) {
    code.invokevirtual(INTS, name, MethodTypeDesc.of(INTS, VECTOR));
  }

  void intBinary(String name, int number) {
    code.loadConstant(number);
    code.invokevirtual(INTS, name, MethodTypeDesc.of(INTS, CD_int));
  }

  /** The operator is that of a shift, such as LSHL. */
  void shift(String operator, int bits) {
    code.getstatic(OPERATORS, operator, BINARY).loadConstant(bits);
    code.invokevirtual(INTS, "lanewise", MethodTypeDesc.of(INTS, BINARY, CD_int));
  }
}
