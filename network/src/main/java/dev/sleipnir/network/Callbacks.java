package dev.sleipnir.network;

import dev.sleipnir.kernels.state.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is called before some steps, in the order in which it was added. */
final class Callbacks {
  /** Of what is called once. */
  private static final long ONCE = 0;

  private final List<Callback> all = new ArrayList<>();

  /** The first step before which something is called. */
  private long next = Long.MAX_VALUE;

  private static final class Callback {
    private final long first;
    private final long interval;
    private final Runnable action;

    /** The step before which it is called next. */
    private long next;

    Callback(long first, long interval, long now, Runnable action) {
      this.first = first;
      this.interval = interval;
      this.action = action;
      next = from(now);
    }

    /** When it is called from a step on. */
    long from(long step) {
      if (step <= first) {
        return first;
      }
      return interval == ONCE
          ? Long.MAX_VALUE
          : first + Math.ceilDiv(step - first, interval) * interval;
    }

    @Override
    public String toString() {
      return interval == ONCE ? "at step " + first : "every " + interval + " steps";
    }
  }

  /** Once before a step. */
  void at(long step, long now, Runnable action) {
    add(new Callback(step, ONCE, now, action));
  }

  /** Before the steps that an interval divides. */
  void every(long interval, long now, Runnable action) {
    add(new Callback(0, interval, now, action));
  }

  private void add(Callback callback) {
    all.add(callback);
    next = Math.min(next, callback.next);
  }

  /** Whether something is to be called before a step. */
  boolean isDue(long step) {
    return step >= next;
  }

  /** Calls what is due before a step, what is added meanwhile too. */
  void call(long step) {
    // By number: the list may grow.
    for (int k = 0; k < all.size(); k++) {
      Callback callback = all.get(k);
      if (callback.next <= step) {
        callback.next = callback.from(step + 1); // before it acts, which may store the network
        callback.action.run();
      }
    }
    next = all.stream().mapToLong(callback -> callback.next).min().orElse(Long.MAX_VALUE);
  }

  /** Tells what has been called; what was not noted goes on from the step. */
  void state(State state, long step) {
    Map<String, Callback> named = Names.of(all);
    List<String> noted = state.names("callbacks", List.copyOf(named.keySet()));
    named.forEach(
        (name, callback) -> {
          long least = callback.from(step);
          long known =
              noted.contains(name)
                  ? state
                      .part("callback " + name)
                      .number("next", callback.next, least, Long.MAX_VALUE)
                  : least;
          state.restore(
              () -> {
                callback.next = known;
                next = 0; // looked up when something is called
              });
        });
  }
}
