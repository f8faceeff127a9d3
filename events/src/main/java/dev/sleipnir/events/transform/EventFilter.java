package dev.sleipnir.events.transform;

import dev.sleipnir.events.Events;

/**
 * A {@linkplain EventTransform transform} at work on one recording or stream, with what it
 * remembers of the batches before. One thread at a time.
 */
@FunctionalInterface
public interface EventFilter {
  /**
   * Changes a batch: events are moved, changed or taken out, and the batch then says how many are
   * left. Once it has seen a batch of the size it allocates nothing, unless it adds events.
   *
   * @param batch the next events, in the order of their time
   */
  void apply(Events batch);
}
