package dev.sleipnir.kernels.bytecode;

import dev.sleipnir.kernels.math.polynomial.ExpPolynomial;
import dev.sleipnir.kernels.math.polynomial.LogPolynomial;
import dev.sleipnir.kernels.math.polynomial.SinePolynomial;
import dev.sleipnir.kernels.math.polynomial.TanhPolynomial;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;

/**
 * Emits elementary functions of the vector on top of the stack, with the operations of {@link
 * dev.sleipnir.kernels.math.Exp}, {@link dev.sleipnir.kernels.math.Log}, {@link
 * dev.sleipnir.kernels.math.Tanh} and {@link dev.sleipnir.kernels.math.Sine}. The locals are named
 * as the variables are there.
 */
final class VectorFunctions {
  private final CodeBuilder code;
  private final VectorCalls calls;

  VectorFunctions(CodeBuilder code, VectorCalls calls) {
    this.code = code;
    this.calls = calls;
  }

  private int pop() {
    int local = code.allocateLocal(TypeKind.REFERENCE);
    code.astore(local);
    return local;
  }

  private int dup() {
    code.dup();
    return pop();
  }

  /** p := p x + c. */
  private void horner(int x, float c) {
    code.aload(x);
    calls.broadcast(c);
    calls.fma();
  }

  void exp() {
    calls.binary("max", ExpPolynomial.LOW);
    calls.binary("min", ExpPolynomial.HIGH);
    int shifted = exponentialOfRemainder();
    int p = pop();
    code.aload(shifted);
    calls.asInts();
    calls.intBinary("sub", ExpPolynomial.ROUNDER_BITS);
    int exponent = dup();
    calls.shift("ASHR", 1);
    int half = pop();
    code.aload(p);
    code.aload(half);
    powerOfTwo();
    calls.binary("mul", false);
    code.aload(exponent).aload(half);
    calls.intBinary("sub");
    powerOfTwo();
    calls.binary("mul", false);
  }

  private void powerOfTwo() {
    calls.intBinary("add", 127);
    calls.shift("LSHL", 23);
    calls.asFloats();
  }

  /**
   * Of x = k ln 2 + r on the stack, leaves exp(r); returns the local with k added to {@link
   * ExpPolynomial#ROUNDER}.
   */
  private int exponentialOfRemainder() {
    int x = dup();
    calls.broadcast(ExpPolynomial.LOG2_E);
    calls.broadcast(ExpPolynomial.ROUNDER);
    calls.fma();
    int shifted = dup();
    calls.binary("sub", ExpPolynomial.ROUNDER);
    int k = dup();
    calls.broadcast(-ExpPolynomial.LN2_LOW);
    code.aload(k);
    calls.broadcast(-ExpPolynomial.LN2_HIGH);
    code.aload(x);
    calls.fma();
    calls.fma();
    int r = dup();
    calls.broadcast(ExpPolynomial.C7);
    calls.broadcast(ExpPolynomial.C6);
    calls.fma();
    horner(r, ExpPolynomial.C5);
    horner(r, ExpPolynomial.C4);
    horner(r, ExpPolynomial.C3);
    horner(r, ExpPolynomial.C2);
    horner(r, 1f);
    horner(r, 1f);
    return shifted;
  }

  void log() {
    int x = dup();
    calls.compare("LT", Float.MIN_NORMAL);
    int subnormal = pop();
    code.aload(x).dup();
    calls.binary("mul", LogPolynomial.UP);
    code.aload(subnormal);
    calls.blend(false);
    calls.asInts();
    int bits = dup();
    calls.intBinary("sub", LogPolynomial.SQRT_HALF_BITS);
    calls.shift("ASHR", 23);
    int exponent = pop();
    code.aload(bits).aload(exponent);
    calls.shift("LSHL", 23);
    calls.intBinary("sub");
    calls.asFloats();
    calls.binary("sub", 1f);
    int f = pop();
    code.aload(exponent);
    calls.intBinary("add", LogPolynomial.ROUNDER_BITS);
    calls.asFloats();
    calls.binary("sub", LogPolynomial.ROUNDER);
    code.dup();
    calls.binary("sub", LogPolynomial.UP_EXPONENT);
    code.aload(subnormal);
    calls.blend(false);
    int k = pop();
    code.aload(f).dup();
    calls.binary("add", 2f);
    calls.binary("div", false);
    int s = dup();
    code.aload(s);
    calls.binary("mul", false);
    int z = dup();
    calls.broadcast(LogPolynomial.C4);
    calls.broadcast(LogPolynomial.C3);
    calls.fma();
    horner(z, LogPolynomial.C2);
    horner(z, LogPolynomial.C1);
    code.aload(z);
    calls.binary("mul", false);
    int p = pop();
    code.aload(k);
    calls.broadcast(LogPolynomial.LN2_HIGH);
    code.aload(f);
    code.aload(s);
    code.aload(p).aload(f);
    calls.binary("sub", false);
    code.aload(k);
    calls.binary("mul", LogPolynomial.LN2_LOW);
    calls.fma();
    calls.binary("add", false);
    calls.fma();
    code.loadConstant(Float.NaN).aload(x);
    calls.compare("GE", 0f);
    calls.not();
    calls.blend(true);
    where(x, 0f, Float.NEGATIVE_INFINITY);
    where(x, Float.POSITIVE_INFINITY, Float.POSITIVE_INFINITY);
  }

  /** Where x is the number given, the result is the one given. */
  private void where(int x, float number, float result) {
    code.loadConstant(result).aload(x);
    calls.compare("EQ", number);
    calls.blend(true);
  }

  void tanh() {
    int x = dup();
    calls.unary("abs");
    int magnitude = dup();
    code.aload(magnitude);
    calls.binary("add", false);
    calls.binary("min", TanhPolynomial.HIGH);
    int shifted = exponentialOfRemainder();
    code.aload(shifted);
    calls.asInts();
    calls.intBinary("sub", TanhPolynomial.SCALE_BITS);
    calls.shift("LSHL", 23);
    calls.asFloats();
    calls.binary("mul", false);
    calls.binary("add", 1f);
    int divisor = pop();
    calls.broadcast(1f);
    calls.broadcast(2f);
    code.aload(divisor);
    calls.binary("div", false);
    calls.binary("sub", false);
    code.aload(magnitude).dup();
    calls.binary("mul", false);
    int z = dup();
    calls.broadcast(TanhPolynomial.P4);
    calls.broadcast(TanhPolynomial.P3);
    calls.fma();
    horner(z, TanhPolynomial.P2);
    horner(z, TanhPolynomial.P1);
    horner(z, TanhPolynomial.P0);
    code.aload(z).aload(magnitude);
    calls.binary("mul", false);
    code.aload(magnitude);
    calls.fma();
    code.aload(magnitude);
    calls.compare("LT", TanhPolynomial.SMALL);
    calls.blend(false);
    calls.asInts();
    calls.intBinary("and", TanhPolynomial.MAGNITUDE);
    code.aload(x);
    calls.asInts();
    calls.intBinary("and", TanhPolynomial.SIGN);
    calls.intBinary("or");
    calls.asFloats();
  }

  /** The sine of the angle on the stack, so many quarters of a turn further. */
  void sine(int quarters) {
    int x = dup();
    calls.broadcast(SinePolynomial.TWO_OVER_PI);
    calls.broadcast(SinePolynomial.ROUNDER);
    calls.fma();
    int shifted = dup();
    calls.binary("sub", SinePolynomial.ROUNDER);
    int n = dup();
    calls.broadcast(-SinePolynomial.HALF_PI_LOW);
    code.aload(n);
    calls.broadcast(-SinePolynomial.HALF_PI_MIDDLE);
    code.aload(n);
    calls.broadcast(-SinePolynomial.HALF_PI_HIGH);
    code.aload(x);
    calls.fma();
    calls.fma();
    calls.fma();
    int r = dup();
    code.aload(r);
    calls.binary("mul", false);
    int z = dup();
    calls.broadcast(SinePolynomial.C3);
    calls.broadcast(SinePolynomial.C2);
    calls.fma();
    horner(z, SinePolynomial.C1);
    code.aload(z).aload(z);
    calls.binary("mul", false);
    code.aload(z);
    calls.broadcast(-0.5f);
    calls.broadcast(1f);
    calls.fma();
    calls.fma();
    calls.asInts();
    int cosine = pop();
    code.aload(z);
    calls.broadcast(SinePolynomial.S3);
    calls.broadcast(SinePolynomial.S2);
    calls.fma();
    horner(z, SinePolynomial.S1);
    code.aload(z).aload(r);
    calls.binary("mul", false);
    code.aload(r);
    calls.fma();
    calls.asInts();
    int sine = pop();
    code.aload(shifted);
    calls.asInts();
    calls.intBinary("sub", SinePolynomial.ROUNDER_BITS - quarters);
    int q = dup();
    odd();
    code.aload(cosine);
    calls.intBinary("and");
    code.aload(q);
    calls.intBinary("add", 1);
    odd();
    code.aload(sine);
    calls.intBinary("and");
    calls.intBinary("or");
    calls.asFloats();
    code.aload(q);
    calls.intBinary("and", 2);
    calls.shift("LSHL", 30);
    calls.intBinary("or", SinePolynomial.ONE_BITS);
    calls.asFloats();
    calls.binary("mul", false);
    code.loadConstant(Float.NaN).aload(x);
    calls.unary("abs");
    calls.compare("GT", SinePolynomial.HIGH);
    calls.blend(true);
  }

  /** All bits of the odd numbers on the stack, none of the even ones. */
  private void odd() {
    calls.shift("LSHL", 31);
    calls.shift("ASHR", 31);
  }
}
