package dev.sleipnir.kernels.bytecode;

import dev.sleipnir.kernels.graph.Value;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.util.List;

/**
 * The neurons that whole vectors leave over, fewer than a vector has lanes, in the last lanes of
 * one vector. Its other lanes are neurons before them, evaluated once more: nothing of these is
 * stored, and so every access is one of a whole vector within the arrays.
 */
final class LastVectorCode extends VectorCode {
  private final int mask;

  LastVectorCode(CodeBuilder code, Places places, List<Value> order, boolean branches) {
    super(code, places, order, branches);
    mask = code.allocateLocal(TypeKind.REFERENCE);
  }

  private void pushCount() {
    code.iload(places.to).iload(places.from).isub();
  }

  @Override
  void neurons(Runnable body) {
    code.iload(places.to).loadConstant(lanes()).isub().istore(places.neuron);
    pushCount();
    calls.lastLanes();
    code.astore(mask);
    body.run();
  }

  @Override
  void store(Value node, int array, int index) {
    calls.load(array, index);
    push(node);
    code.aload(mask);
    calls.blend(false);
    calls.store(array, index);
  }

  @Override
  void conditionToBits() {
    calls.toLong();
    code.loadConstant(lanes());
    pushCount();
    code.isub().lushr().iload(places.from).lshl();
  }
}
