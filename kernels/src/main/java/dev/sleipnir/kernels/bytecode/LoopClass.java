package dev.sleipnir.kernels.bytecode;

import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.sleipnir.kernels.graph.Loop;
import dev.sleipnir.kernels.graph.Op;
import dev.sleipnir.kernels.graph.Value;
import dev.sleipnir.kernels.simd.VectorApi;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The class that is generated for a loop: a {@link LoopBody}. */
final class LoopClass {
  /** HotSpot leaves longer methods to the interpreter. */
  private static final int MAX_BYTECODES = 8000;

  /** Every node is some bytecodes: so many nodes will not fit, and need not be tried. */
  private static final int MAX_NODES = 2500;

  /** A class file holds names of 64 KiB at most; nobody reads longer ones than this. */
  private static final int MAX_IDENTIFIER = 100;

  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final ClassFile CLASS_FILE =
      ClassFile.of(
          ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofClassLoading(LOOKUP)));
  private static final ClassDesc BODY = LoopBody.class.describeConstable().orElseThrow();
  private static final ClassDesc ARRAYS = CD_float.arrayType(2);

  /** Of all methods, as {@link LoopBody} says. */
  private static final MethodTypeDesc TYPE =
      MethodTypeDesc.of(
          CD_void,
          CD_float.arrayType(),
          ARRAYS,
          ARRAYS,
          ARRAYS,
          CD_int,
          CD_int,
          CD_int,
          CD_int,
          CD_int,
          CD_int,
          CD_long.arrayType());

  private static final String LAST = "last";
  private static final MethodTypeDesc CONSTRUCTOR = MethodTypeDesc.of(CD_void, CD_int);

  /**
   * From so many neurons left over on, one vector more is faster than these one by one. It takes
   * what one of the whole vectors takes, and a call, for any number of them.
   */
  private static final int FEWEST = 6;

  private static final Set<Op> FUNCTIONS = EnumSet.of(Op.EXP, Op.LOG, Op.TANH, Op.SIN, Op.COS);

  /** The same of loops with functions, which one by one take five times as long. */
  private static final int FEWEST_FUNCTIONS = 2;

  private final String name;
  private final Loop loop;
  private final List<Value> order;
  private final Consumer<LoopMethod> stores;

  private final boolean branches;

  /**
   * The stores emit one of the methods, be it of vectors or not; vectors may have branches around
   * what none of their neurons needs.
   */
  LoopClass(
      String name, Loop loop, List<Value> order, boolean branches, Consumer<LoopMethod> stores) {
    this.branches = branches;
    this.name = name;
    this.loop = loop;
    this.order = order;
    this.stores = stores;
  }

  private interface Expressions {
    ExpressionCode of(CodeBuilder code, Places places, List<Value> order);
  }

  /** Generates it. */
  LoopBody define() {
    VectorApi.require();
    if (order.size() > MAX_NODES) {
      throw tooLarge(order.size() + " operations");
    }
    Map<String, Consumer<CodeBuilder>> methods = new LinkedHashMap<>();
    methods.put(
        "vectors", method((code, places, nodes) -> new VectorCode(code, places, nodes, branches)));
    methods.put(
        LAST, method((code, places, nodes) -> new LastVectorCode(code, places, nodes, branches)));
    methods.put("scalars", method(ScalarCode::new));
    byte[] bytes;
    try {
      bytes = bytes(methods);
      if (length(bytes, LAST) >= MAX_BYTECODES) {
        // A little longer than that of whole vectors, and can be done without.
        methods.remove(LAST);
        bytes = bytes(methods);
      }
    } catch (IllegalArgumentException e) {
      // A method of the class file format ends at 64 KiB.
      throw tooLarge(order.size() + " operations");
    }
    for (String method : methods.keySet()) {
      int length = length(bytes, method);
      if (length >= MAX_BYTECODES) {
        throw tooLarge(length + " bytecodes");
      }
    }
    try {
      MethodHandles.Lookup defined = LOOKUP.defineHiddenClass(bytes, true);
      return LoopBody.class.cast(
          defined
              .findConstructor(defined.lookupClass(), MethodType.methodType(void.class, int.class))
              .invoke(hasFunctions() ? FEWEST_FUNCTIONS : FEWEST));
    } catch (Throwable e) {
      throw new LinkageError(name + ": the generated class was refused", e);
    }
  }

  private boolean hasFunctions() {
    return order.stream().anyMatch(value -> FUNCTIONS.contains(value.op()));
  }

  private Consumer<CodeBuilder> method(Expressions expressions) {
    return code -> {
      Places places = new Places(code);
      stores.accept(new LoopMethod(code, loop, order, places, expressions.of(code, places, order)));
    };
  }

  private byte[] bytes(Map<String, Consumer<CodeBuilder>> methods) {
    return CLASS_FILE.build(
        ClassDesc.of(BODY.packageName(), identifier()),
        builder -> {
          builder
              .withFlags(ClassFile.ACC_FINAL)
              .withSuperclass(BODY)
              .withMethodBody(
                  ConstantDescs.INIT_NAME,
                  CONSTRUCTOR,
                  0,
                  code ->
                      code.aload(0)
                          .iload(1)
                          .invokespecial(BODY, ConstantDescs.INIT_NAME, CONSTRUCTOR)
                          .return_());
          methods.forEach((method, code) -> builder.withMethodBody(method, TYPE, 0, code));
        });
  }

  private static int length(byte[] bytes, String method) {
    return CLASS_FILE.parse(bytes).methods().stream()
        .filter(model -> model.methodName().equalsString(method))
        .flatMap(model -> model.code().stream())
        .mapToInt(code -> code instanceof CodeAttribute attribute ? attribute.codeLength() : 0)
        .sum();
  }

  private IllegalArgumentException tooLarge(String size) {
    return new IllegalArgumentException(
        name
            + ": expected a model of less than "
            + MAX_BYTECODES
            + " bytecodes per step, which is what the JVM compiles, got "
            + size);
  }

  private String identifier() {
    StringBuilder identifier = new StringBuilder("Loop_");
    name.chars()
        .limit(MAX_IDENTIFIER)
        .forEach(c -> identifier.append(Character.isJavaIdentifierPart(c) ? (char) c : '_'));
    return identifier.toString();
  }
}
