package dev.sleipnir.network;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.sparse.FixedRows;
import dev.sleipnir.kernels.tuning.Tuning;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Events one after the other that are delivered range by range: one fork for all. A piece of work
 * is a range of a population, to which they deliver in their order, so that sums are the same bits
 * for every number of threads.
 */
final class JointEvents implements LongConsumer {
  private final Parallel parallel;
  private final RangedEvents[] events;
  private final RangedEvents[][] ofPiece;
  private final int[] range;
  private final int[] from;
  private final int[] to;
  private final Parallel.Task begin = this::begin;
  private final Parallel.Task deliver = this::deliver;

  /** For each how many additions there are in this step. */
  private final long[] found;

  private long now;

  /** Whether there was so much to deliver that threads shared it; then there will be again. */
  private boolean isShared;

  private JointEvents(List<RangedEvents> events, Parallel parallel) {
    this.parallel = parallel;
    this.events = events.toArray(RangedEvents[]::new);
    found = new long[events.size()];
    Map<Population, List<RangedEvents>> ofPopulation = new LinkedHashMap<>();
    for (RangedEvents one : events) {
      ofPopulation.computeIfAbsent(one.to(), _ -> new ArrayList<>()).add(one);
    }
    List<int[]> pieces = new ArrayList<>();
    List<RangedEvents[]> delivered = new ArrayList<>();
    ofPopulation.forEach(
        (population, into) -> {
          int[] cut = FixedRows.ranges(population.size(), population.ranges());
          for (int r = 0; r + 1 < cut.length; r++) {
            pieces.add(new int[] {r, cut[r], cut[r + 1]});
            delivered.add(into.toArray(RangedEvents[]::new));
          }
        });
    ofPiece = delivered.toArray(RangedEvents[][]::new);
    range = pieces.stream().mapToInt(piece -> piece[0]).toArray();
    from = pieces.stream().mapToInt(piece -> piece[1]).toArray();
    to = pieces.stream().mapToInt(piece -> piece[2]).toArray();
  }

  /** The same events: those that can be delivered together are one. */
  static LongConsumer[] of(Events[] events, Parallel parallel) {
    List<LongConsumer> joined = new ArrayList<>();
    List<RangedEvents> run = new ArrayList<>();
    for (Events one : events) {
      if (one instanceof RangedEvents ranged) {
        run.add(ranged);
      } else {
        close(run, joined, parallel);
        joined.add(one::pre);
      }
    }
    close(run, joined, parallel);
    return joined.toArray(LongConsumer[]::new);
  }

  private static void close(List<RangedEvents> run, List<LongConsumer> joined, Parallel parallel) {
    if (!run.isEmpty()) {
      joined.add(new JointEvents(run, parallel));
      run.clear();
    }
  }

  @Override
  public void accept(long step) {
    now = step;
    if (isShared) {
      parallel.forEach(events.length, begin);
    } else {
      for (int e = 0; e < events.length; e++) {
        begin(e, 0);
      }
    }
    long additions = 0;
    for (long ofOne : found) {
      additions += ofOne;
    }
    isShared = additions >= Tuning.SHARED_NETWORK_DELIVERIES;
    if (isShared) {
      parallel.forEach(ofPiece.length, deliver);
    } else if (additions > 0) {
      for (int piece = 0; piece < ofPiece.length; piece++) {
        deliver(piece, 0);
      }
    }
    for (RangedEvents one : events) {
      one.end();
    }
  }

  private void begin(int event, int worker) {
    found[event] = events[event].begin(now);
  }

  private void deliver(int piece, int worker) {
    for (RangedEvents one : ofPiece[piece]) {
      one.deliver(range[piece], from[piece], to[piece]);
    }
  }
}
