package dev.sleipnir.kernels.bytecode;

import dev.sleipnir.kernels.graph.Op;
import dev.sleipnir.kernels.graph.Value;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;

/**
 * Emits what stores spikes as bits, 64 neurons to a word, rows of words for time steps; where a
 * loop finds several events, a step has a row for each.
 */
final class SpikeWords {
  private final CodeBuilder code;
  private final Places places;
  private final ExpressionCode expressions;

  /** The condition for a spike, or else a number that is above 0 for one. */
  private final Value spikes;

  /** Which of the rows of a step. */
  private final int position;

  private final int bits;

  /** The local that holds the word being filled. */
  private final int word;

  /** The local that holds where the words of a step begin, those of these spikes. */
  private final int row;

  SpikeWords(
      CodeBuilder code, Places places, ExpressionCode expressions, Value spikes, int position) {
    this.position = position;
    this.code = code;
    this.places = places;
    this.expressions = expressions;
    boolean choice =
        spikes.op() == Op.SELECT
            && isConstant(spikes.argument(1), 1)
            && isConstant(spikes.argument(2), 0);
    this.spikes = choice ? spikes.argument(0) : spikes;
    expressions.use(this.spikes);
    bits = code.parameterSlot(LoopMethod.BITS);
    word = code.allocateLocal(TypeKind.LONG);
    row = code.allocateLocal(TypeKind.INT);
  }

  private static boolean isConstant(Value node, double number) {
    return node.op() == Op.CONSTANT && node.value() == number;
  }

  void enterStep(int step, int rows) {
    code.iload(step).loadConstant(rows).imul().loadConstant(position).iadd();
    code.iload(code.parameterSlot(LoopMethod.N));
    code.loadConstant(63).iadd().loadConstant(6).iushr().imul().istore(row);
    code.lconst_0().lstore(word);
  }

  /** Adds the spikes of the neurons evaluated. */
  void add() {
    code.lload(word);
    if (spikes.op().isCondition()) {
      expressions.pushBits(spikes);
    } else {
      expressions.pushPositive(spikes);
    }
    code.lor().lstore(word);
  }

  void storeIfFull() {
    Label end = code.newLabel();
    code.iload(places.neuron).loadConstant(expressions.lanes()).iadd();
    code.loadConstant(63).iand().ifne(end);
    pushPlace(places.neuron);
    code.lload(word).lastore();
    code.lconst_0().lstore(word);
    code.labelBinding(end);
  }

  /** Other neurons of such a word may have been run by another method. */
  void addIfStarted() {
    Label end = code.newLabel();
    code.iload(places.to).loadConstant(63).iand().ifeq(end);
    pushPlace(places.to);
    code.dup2().laload().lload(word).lor().lastore();
    code.labelBinding(end);
  }

  /** Pushes the array of bits and where in it the word of a neuron, given by its local, is. */
  private void pushPlace(int neuron) {
    code.aload(bits).iload(neuron).loadConstant(6).iushr().iload(row).iadd();
  }
}
