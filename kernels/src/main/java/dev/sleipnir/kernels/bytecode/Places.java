package dev.sleipnir.kernels.bytecode;

import dev.sleipnir.kernels.graph.Op;
import dev.sleipnir.kernels.graph.Value;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ConstantDesc;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The locals of a generated method that hold what it was passed. */
final class Places {
  private final Map<Key, Integer> locals = new HashMap<>();

  /** The local that holds the index into carried columns: that of the first neuron evaluated. */
  final int neuron;

  /** The local that holds the index into series. */
  final int inSeries;

  /** The local that holds the index into columns. */
  final int inColumns;

  /** The parameter that holds the first neuron. */
  final int from;

  /** The parameter that holds the one past the last neuron. */
  final int to;

  /** The locals that hold the step's value of arrays that have one for each step. */
  private final Map<Integer, Integer> steps = new TreeMap<>();

  private record Key(Op kind, int index) {}

  Places(CodeBuilder code) {
    neuron = code.allocateLocal(TypeKind.INT);
    inSeries = code.allocateLocal(TypeKind.INT);
    inColumns = code.allocateLocal(TypeKind.INT);
    from = code.parameterSlot(LoopMethod.FROM);
    to = code.parameterSlot(LoopMethod.TO);
  }

  /** Emits code that moves an invariant or an array from the parameters to a local. */
  void fetch(CodeBuilder code, Op kind, int index) {
    if (locals.containsKey(new Key(kind, index))) {
      return;
    }
    code.aload(code.parameterSlot(parameter(kind))).loadConstant((ConstantDesc) index);
    TypeKind held = kind == Op.INVARIANT ? TypeKind.FLOAT : TypeKind.REFERENCE;
    int local = code.allocateLocal(held);
    code.arrayLoad(held).storeLocal(held, local);
    locals.put(new Key(kind, index), local);
  }

  /** Fetches all that the nodes read. */
  void fetch(CodeBuilder code, List<Value> nodes) {
    for (Value node : nodes) {
      switch (node.op()) {
        case INVARIANT, COLUMN, SERIES, CARRIED -> fetch(code, node.op(), node.index());
        case STEP -> {
          fetch(code, Op.STEP, node.index());
          steps.computeIfAbsent(node.index(), _ -> code.allocateLocal(TypeKind.FLOAT));
        }
        default -> {}
      }
    }
  }

  /** Emits code that moves the values of a step, its index in a local, to locals. */
  void enterStep(CodeBuilder code, int step) {
    steps.forEach(
        (index, local) -> code.aload(local(Op.STEP, index)).iload(step).faload().fstore(local));
  }

  /** The local that holds the step's value of an array that has one for each step. */
  int step(int index) {
    Integer local = steps.get(index);
    if (local == null) {
      throw new AssertionError(index);
    }
    return local;
  }

  private static int parameter(Op kind) {
    return switch (kind) {
      case INVARIANT -> 0;
      case COLUMN -> 1;
      case SERIES, STEP -> 2;
      case CARRIED -> 3;
      default -> throw new AssertionError(kind);
    };
  }

  /** The local that holds an invariant or an array. */
  int local(Op kind, int index) {
    Integer local = locals.get(new Key(kind, index));
    if (local == null) {
      throw new AssertionError(kind + " " + index);
    }
    return local;
  }

  /** The local that holds the index into arrays of a kind. */
  int index(Op kind) {
    return switch (kind) {
      case COLUMN -> inColumns;
      case SERIES -> inSeries;
      case CARRIED -> neuron;
      default -> throw new AssertionError(kind);
    };
  }
}
