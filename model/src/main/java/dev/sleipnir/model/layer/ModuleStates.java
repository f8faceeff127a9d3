package dev.sleipnir.model.layer;

import dev.sleipnir.model.file.ArchiveReader;
import dev.sleipnir.model.file.ArchiveWriter;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.StateParts;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a container carries from step to step: a state for each module, null where there is none.
 */
final class ModuleStates implements State {
  private static final String KIND = "sequence";

  private final String owner;
  private final @Nullable State[] each;
  private boolean consumed;

  private ModuleStates(String owner, @Nullable State[] each) {
    this.owner = owner;
    this.each = each;
  }

  /**
   * A container's own state.
   *
   * @param owner what messages call the container
   * @param state what it was given
   * @param modules how many modules it has
   * @return the state
   */
  static ModuleStates of(String owner, State state, int modules) {
    if (state instanceof ModuleStates states
        && states.each.length == modules
        && states.owner.equals(owner)) {
      return states;
    }
    throw new IllegalArgumentException(
        owner + ": expected a state of its " + modules + " modules, got " + state);
  }

  /** What a run that starts from a state, or from none, updates. */
  static ModuleStates next(String owner, @Nullable State state, int modules) {
    if (state == null) {
      return new ModuleStates(owner, new State[modules]);
    }
    ModuleStates states = of(owner, state, modules);
    states.requireFresh();
    return new ModuleStates(owner, states.each.clone());
  }

  /** Says that a run has used a state, which then is refused. */
  static void consume(@Nullable State state) {
    if (state instanceof ModuleStates given) {
      given.consumed = !given.isEmpty();
    }
  }

  /** Reads what {@link #write} wrote. */
  static State read(String owner, List<NetworkModule> modules, ArchiveReader in)
      throws IOException {
    in.require("state", KIND);
    in.require("modules of the network", modules.size());
    @Nullable State[] each = new State[modules.size()];
    for (int m = 0; m < each.length; m++) {
      boolean stateful = in.number("state of module " + m, 0, 1) != 0;
      if (!stateful) {
        continue;
      }
      if (!(modules.get(m) instanceof StatefulLayer layer)) {
        throw new IOException(
            "module " + m + ": expected no state for " + modules.get(m) + ", got one");
      }
      each[m] = layer.read(in);
    }
    return new ModuleStates(owner, each);
  }

  @Nullable State of(int module) {
    return each[module];
  }

  void set(int module, State state) {
    each[module] = state;
  }

  @Override
  public State copy() {
    requireFresh();
    @Nullable State[] copies = new State[each.length];
    for (int m = 0; m < each.length; m++) {
      State state = each[m];
      copies[m] = state == null ? null : state.copy();
    }
    return new ModuleStates(owner, copies);
  }

  @Override
  public void write(ArchiveWriter out) throws IOException {
    requireFresh();
    out.text(KIND);
    out.number(each.length);
    for (State state : each) {
      out.number(state == null ? 0 : 1);
      if (state != null) {
        state.write(out);
      }
    }
  }

  /** Whether nothing in it changes from step to step. */
  private boolean isEmpty() {
    for (State state : each) {
      if (state != null && !(state instanceof ModuleStates states && states.isEmpty())) {
        return false;
      }
    }
    return true;
  }

  private void requireFresh() {
    if (consumed) {
      throw new IllegalStateException(
          owner
              + ": expected a state that no step has consumed, got one that was passed"
              + " to a step before; pass on the state that the step returned, or a copy() made"
              + " before");
    }
  }

  @Override
  public State with(StateParts parts) {
    @Nullable State[] others = new State[each.length];
    for (int m = 0; m < each.length; m++) {
      State state = each[m];
      others[m] = state == null ? null : state.with(parts);
    }
    return new ModuleStates(owner, others);
  }

  @Override
  public String toString() {
    return "state of " + each.length + " modules";
  }
}
