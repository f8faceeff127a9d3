package dev.sleipnir.kernels.bytecode;

import dev.sleipnir.kernels.graph.Loop;
import dev.sleipnir.kernels.graph.Op;
import dev.sleipnir.kernels.graph.Value;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Emits the methods of a compiled loop: time outside, neurons inside, carried columns loaded and
 * stored in every step.
 *
 * <p>The other way round, with carried values in registers, every step of a vector waits for the
 * one before, and a large population is read in strides: measured, half to a fifth of the speed.
 * Nor does a vector live longer than one pass of the inner loop here, so that the compiler never
 * puts one on the heap.
 */
final class LoopMethod {
  /** Positions of the parameters after the arrays. */
  private static final int STEPS = 4;

  private static final int BITS = 4;
  private static final int N = 5;
  private static final int FROM = 6;
  private static final int TO = 7;
  private static final int BASE = 8;
  private static final int FIRST = 9;
  private static final int STEP = 9;
  private static final int WORD = 10;

  private final CodeBuilder code;
  private final Loop loop;
  private final Places places;
  private final ExpressionCode expressions;

  LoopMethod(
      CodeBuilder code, Loop loop, List<Value> order, Places places, ExpressionCode expressions) {
    this.code = code;
    this.loop = loop;
    this.places = places;
    this.expressions = expressions;
    places.fetch(code, order);
  }

  /** All steps from the first; all stores to floats. */
  void steps() {
    List<Assignment> assignments = assignments(loop.seriesStores());
    int row = code.allocateLocal(TypeKind.INT);
    int step = code.allocateLocal(TypeKind.INT);
    parameter(FIRST);
    if (loop.backwards()) {
      parameter(STEPS);
      code.iadd().iconst_1().isub();
    }
    parameter(N);
    code.imul().istore(row);
    code.iconst_0().istore(step);
    Label nextStep = code.newBoundLabel();
    Label end = code.newLabel();
    code.iload(step);
    parameter(STEPS);
    code.if_icmpge(end);
    parameter(FIRST);
    if (loop.backwards()) {
      parameter(STEPS);
      code.iadd().iconst_1().isub().iload(step).isub();
    } else {
      code.iload(step).iadd();
    }
    places.enterStep(code);
    neurons(
        () -> {
          code.iload(row).iload(places.neuron).iadd().istore(places.inSeries);
          expressions.evaluateDeep();
          assignments.forEach(Assignment::evaluate);
          assignments.forEach(Assignment::store);
        });
    code.iload(row);
    parameter(N);
    if (loop.backwards()) {
      code.isub();
    } else {
      code.iadd();
    }
    code.istore(row).iinc(step, 1).goto_(nextStep).labelBinding(end).return_();
  }

  /** One step; one of the stores to series, given by its position, to bits from a word on. */
  void bits(int store) {
    List<Loop.Store> floats = new ArrayList<>(loop.seriesStores());
    Value spikes = floats.remove(store).value();
    List<Assignment> assignments = assignments(floats);
    Value condition = condition(spikes);
    expressions.use(condition != null ? condition : spikes);
    int word = code.allocateLocal(TypeKind.LONG);
    int row = code.allocateLocal(TypeKind.INT);
    parameter(STEP);
    parameter(N);
    code.imul().istore(row);
    parameter(STEP);
    places.enterStep(code);
    loadWord(word);
    neurons(
        () -> {
          code.iload(row).iload(places.neuron).iadd().istore(places.inSeries);
          expressions.evaluateDeep();
          assignments.forEach(Assignment::evaluate);
          code.lload(word);
          if (condition != null) {
            expressions.pushBits(condition);
          } else {
            expressions.pushPositive(spikes);
          }
          // A shift of a long takes its distance modulo 64.
          code.iload(places.neuron).lshl().lor().lstore(word);
          assignments.forEach(Assignment::store);
          storeWordIfFull(word);
        });
    storeWordIfStarted(word);
    code.return_();
  }

  /** The condition for a spike, where the value says so. */
  private static @Nullable Value condition(Value spikes) {
    boolean choice =
        spikes.op() == Op.SELECT
            && isConstant(spikes.argument(1), 1)
            && isConstant(spikes.argument(2), 0);
    return choice ? spikes.argument(0) : null;
  }

  private static boolean isConstant(Value node, double number) {
    return node.op() == Op.CONSTANT && node.value() == number;
  }

  /** The word that the first neuron's bit goes to: begun before, unless it is the word's first. */
  private void loadWord(int word) {
    Label begun = code.newLabel();
    Label end = code.newLabel();
    parameter(FROM);
    code.loadConstant(63).iand().ifne(begun);
    code.lconst_0().lstore(word).goto_(end);
    code.labelBinding(begun);
    code.aload(code.parameterSlot(BITS));
    parameter(FROM);
    wordOf();
    code.laload().lstore(word);
    code.labelBinding(end);
  }

  private void storeWordIfFull(int word) {
    Label end = code.newLabel();
    code.iload(places.neuron).loadConstant(expressions.lanes()).iadd();
    code.loadConstant(63).iand().ifne(end);
    code.aload(code.parameterSlot(BITS));
    code.iload(places.neuron);
    wordOf();
    code.lload(word).lastore();
    code.lconst_0().lstore(word);
    code.labelBinding(end);
  }

  private void storeWordIfStarted(int word) {
    Label end = code.newLabel();
    parameter(TO);
    code.loadConstant(63).iand().ifeq(end);
    code.aload(code.parameterSlot(BITS));
    parameter(TO);
    wordOf();
    code.lload(word).lastore();
    code.labelBinding(end);
  }

  /** Turns a neuron on the stack into the word of its bit. */
  private void wordOf() {
    code.loadConstant(6).iushr();
    parameter(WORD);
    code.iadd();
  }

  /** The loop over neurons. */
  private void neurons(Runnable body) {
    parameter(FROM);
    code.istore(places.neuron);
    Label next = code.newBoundLabel();
    Label end = code.newLabel();
    code.iload(places.neuron);
    parameter(TO);
    code.if_icmpge(end);
    code.iload(places.neuron);
    parameter(BASE);
    code.isub().istore(places.inColumns);
    body.run();
    code.iinc(places.neuron, expressions.lanes()).goto_(next).labelBinding(end);
  }

  private void parameter(int position) {
    code.iload(code.parameterSlot(position));
  }

  /** A store of a step, and where to. */
  private final class Assignment {
    private final Value value;
    private final int array;
    private final int index;

    Assignment(Op kind, Loop.Store store) {
      value = store.value();
      places.fetch(code, kind, store.index());
      array = places.local(kind, store.index());
      index = places.index(kind);
      expressions.use(value);
    }

    void evaluate() {
      expressions.evaluate(value);
    }

    void store() {
      expressions.store(value, array, index);
    }
  }

  private List<Assignment> assignments(List<Loop.Store> toSeries) {
    List<Assignment> all = new ArrayList<>();
    toSeries.forEach(store -> all.add(new Assignment(Op.SERIES, store)));
    loop.carriedStores().forEach(store -> all.add(new Assignment(Op.CARRIED, store)));
    return all;
  }
}
