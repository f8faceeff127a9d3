package dev.sleipnir.kernels.bytecode;

import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.sleipnir.kernels.equation.OwnStack;
import dev.sleipnir.kernels.graph.EvaluationOrder;
import dev.sleipnir.kernels.graph.Loop;
import dev.sleipnir.kernels.graph.Value;
import dev.sleipnir.kernels.simd.VectorApi;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Turns loops into classes. */
public final class LoopCompiler {
  /** HotSpot leaves longer methods to the interpreter. */
  private static final int MAX_BYTECODES = 8000;

  /** Every node is some bytecodes: so many nodes will not fit, and need not be tried. */
  private static final int MAX_NODES = 2500;

  /** A class file holds names of 64 KiB at most; nobody reads longer ones than this. */
  private static final int MAX_IDENTIFIER = 100;

  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final ClassDesc ARRAYS = desc(LoopArrays.class);

  /** Arrays; then steps, n, from, to, base, first. */
  private static final MethodTypeDesc STEPS = type(CD_int, CD_int, CD_int, CD_int, CD_int, CD_int);

  /** Arrays; then bits, n, from, to, base, step, word. */
  private static final MethodTypeDesc BITS =
      type(CD_long.arrayType(), CD_int, CD_int, CD_int, CD_int, CD_int, CD_int);

  private interface Body {
    void emit(LoopMethod method);
  }

  private LoopCompiler() {}

  private static MethodTypeDesc type(ClassDesc... afterArrays) {
    return MethodTypeDesc.of(
            CD_void,
            CD_float.arrayType(),
            CD_float.arrayType(2),
            CD_float.arrayType(2),
            CD_float.arrayType(2))
        .insertParameterTypes(4, afterArrays);
  }

  /**
   * Compiles a loop.
   *
   * @param name what the loop is called in error messages and stack traces
   * @param loop the loop
   * @return the compiled loop
   * @throws IllegalArgumentException if the loop cannot be run or is too large
   */
  public static CompiledLoop compile(String name, Loop loop) {
    List<Value> order = EvaluationOrder.of(loop);
    LoopArrays arrays = LoopArrays.of(loop, loop.seriesStores(), order);
    return CompiledLoop.class.cast(
        OwnStack.call(
            "compiler",
            () -> define(name, loop, order, CompiledLoop.class, STEPS, arrays, LoopMethod::steps)));
  }

  /**
   * Compiles a loop that stores spikes as bits: set where the value is above 0.
   *
   * @param name what the loop is called in error messages and stack traces
   * @param loop the loop
   * @param store position of the spikes in {@link Loop#seriesStores}; what they are stored to there
   *     is not touched
   * @return the compiled loop
   * @throws IllegalArgumentException if the loop cannot be run or is too large, or there is no such
   *     store
   */
  public static CompiledBitLoop compileBits(String name, Loop loop, int store) {
    if (store < 0 || store >= loop.seriesStores().size()) {
      throw new IllegalArgumentException(
          "store: expected a position from 0 to "
              + (loop.seriesStores().size() - 1)
              + ", got "
              + store);
    }
    List<Value> order = EvaluationOrder.of(loop);
    List<Loop.Store> floats = new ArrayList<>(loop.seriesStores());
    floats.remove(store);
    LoopArrays arrays = LoopArrays.of(loop, floats, order);
    Body bits = method -> method.bits(store);
    return CompiledBitLoop.class.cast(
        OwnStack.call(
            "compiler",
            () -> define(name, loop, order, CompiledBitLoop.class, BITS, arrays, bits)));
  }

  /** The class has the methods vectors and scalars, of one type. */
  private static Object define(
      String name,
      Loop loop,
      List<Value> order,
      Class<?> parent,
      MethodTypeDesc type,
      LoopArrays arrays,
      Body body) {
    VectorApi.require();
    if (order.size() > MAX_NODES) {
      throw tooLarge(name, order.size() + " operations");
    }
    MethodTypeDesc constructor = MethodTypeDesc.of(CD_void, ARRAYS);
    ClassFile classFile =
        ClassFile.of(
            ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofClassLoading(LOOKUP)));
    Consumer<CodeBuilder> vectors =
        code -> {
          Places places = new Places(code);
          body.emit(new LoopMethod(code, loop, order, places, new VectorCode(code, places, order)));
        };
    Consumer<CodeBuilder> scalars =
        code -> {
          Places places = new Places(code);
          body.emit(new LoopMethod(code, loop, order, places, new ScalarCode(code, places, order)));
        };
    byte[] bytes;
    try {
      bytes =
          classFile.build(
              ClassDesc.of(parent.getPackageName(), identifier(name)),
              builder ->
                  builder
                      .withFlags(ClassFile.ACC_FINAL)
                      .withSuperclass(desc(parent))
                      .withMethodBody(
                          ConstantDescs.INIT_NAME,
                          constructor,
                          0,
                          code ->
                              code.aload(0)
                                  .aload(1)
                                  .invokespecial(desc(parent), ConstantDescs.INIT_NAME, constructor)
                                  .return_())
                      .withMethodBody("vectors", type, 0, vectors)
                      .withMethodBody("scalars", type, 0, scalars));
    } catch (IllegalArgumentException e) {
      // A method of the class file format ends at 64 KiB.
      throw tooLarge(name, order.size() + " operations");
    }
    checkSize(name, classFile, bytes);
    try {
      MethodHandles.Lookup defined = LOOKUP.defineHiddenClass(bytes, true);
      return defined
          .findConstructor(
              defined.lookupClass(), MethodType.methodType(void.class, LoopArrays.class))
          .invoke(arrays);
    } catch (Throwable e) {
      throw new LinkageError(name + ": the generated class was refused", e);
    }
  }

  private static void checkSize(String name, ClassFile classFile, byte[] bytes) {
    for (MethodModel method : classFile.parse(bytes).methods()) {
      CodeModel code = method.code().orElseThrow();
      if (code instanceof CodeAttribute attribute && attribute.codeLength() >= MAX_BYTECODES) {
        throw tooLarge(name, attribute.codeLength() + " bytecodes");
      }
    }
  }

  private static IllegalArgumentException tooLarge(String name, String size) {
    return new IllegalArgumentException(
        name
            + ": expected a model of less than "
            + MAX_BYTECODES
            + " bytecodes per step, which is what the JVM compiles, got "
            + size);
  }

  private static ClassDesc desc(Class<?> type) {
    return type.describeConstable().orElseThrow();
  }

  private static String identifier(String name) {
    StringBuilder identifier = new StringBuilder("Loop_");
    name.chars()
        .limit(MAX_IDENTIFIER)
        .forEach(c -> identifier.append(Character.isJavaIdentifierPart(c) ? (char) c : '_'));
    return identifier.toString();
  }
}
