package dev.sleipnir.events.stream;

/** What a {@link EventRing} does with events that it has no room for. */
public enum WhenFull {
  /** The oldest events go, and are counted: a network that is late sees what is new. */
  DROP_OLDEST,
  /** Whoever adds events waits until there is room: nothing is lost here. */
  BLOCK
}
