package dev.sleipnir.kernels.bytecode;

import dev.sleipnir.kernels.graph.Loop;
import dev.sleipnir.kernels.graph.Op;
import dev.sleipnir.kernels.graph.Value;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

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

  static final int N = 5;
  static final int FROM = 6;
  static final int TO = 7;
  private static final int BASE = 8;
  private static final int FIRST = 9;
  static final int BITS = 10;

  private final CodeBuilder code;
  private final Loop loop;
  private final Places places;
  private final ExpressionCode expressions;

  /** The first neuron of a time step in a series. */
  private final int row;

  LoopMethod(
      CodeBuilder code, Loop loop, List<Value> order, Places places, ExpressionCode expressions) {
    this.code = code;
    this.loop = loop;
    this.places = places;
    this.expressions = expressions;
    places.fetch(code, order);
    row = code.allocateLocal(TypeKind.INT);
  }

  /** All stores to floats. */
  void floats() {
    List<Assignment> assignments = assignments(loop.seriesStores());
    steps(
        _ ->
            neurons(
                () -> {
                  assignments.forEach(Assignment::evaluate);
                  assignments.forEach(Assignment::store);
                }));
  }

  /** Some of the stores to series to bits, the others to floats. */
  void bits(List<Loop.Store> asBits, List<Loop.Store> asFloats) {
    List<SpikeWords> words = new ArrayList<>();
    for (Loop.Store store : asBits) {
      words.add(new SpikeWords(code, places, expressions, store.value(), words.size()));
    }
    List<Assignment> assignments = assignments(asFloats);
    steps(
        step -> {
          words.forEach(one -> one.enterStep(step, words.size()));
          neurons(
              () -> {
                assignments.forEach(Assignment::evaluate);
                words.forEach(SpikeWords::add);
                assignments.forEach(Assignment::store);
                words.forEach(SpikeWords::storeIfFull);
              });
          words.forEach(SpikeWords::addIfStarted);
        });
  }

  /**
   * The loop over time steps; the body is told the local that holds the step, which is counted from
   * the first of the run: two counters side by side made long runs of LIF up to 15 % slower.
   */
  private void steps(IntConsumer body) {
    int done = code.allocateLocal(TypeKind.INT);
    int step = code.allocateLocal(TypeKind.INT);
    pushFirst();
    parameter(N);
    code.imul().istore(row).iconst_0().istore(done);
    Label nextStep = code.newBoundLabel();
    Label end = code.newLabel();
    code.iload(done);
    parameter(STEPS);
    code.if_icmpge(end);
    pushFirst();
    code.iload(done);
    addOrSubtract();
    code.istore(step);
    places.enterStep(code, step);
    body.accept(step);
    code.iload(row);
    parameter(N);
    addOrSubtract();
    code.istore(row).iinc(done, 1).goto_(nextStep).labelBinding(end).return_();
  }

  /** The step that a run begins with. */
  private void pushFirst() {
    parameter(FIRST);
    if (loop.backwards()) {
      parameter(STEPS);
      code.iadd().iconst_1().isub();
    }
  }

  /** What leads from step to step. */
  private void addOrSubtract() {
    if (loop.backwards()) {
      code.isub();
    } else {
      code.iadd();
    }
  }

  /** The loop over neurons. */
  private void neurons(Runnable body) {
    expressions.neurons(
        () -> {
          code.iload(places.neuron);
          parameter(BASE);
          code.isub().istore(places.inColumns);
          code.iload(row).iload(places.neuron).iadd().istore(places.inSeries);
          expressions.evaluateDeep();
          body.run();
        });
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
