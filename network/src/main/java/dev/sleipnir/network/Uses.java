package dev.sleipnir.network;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What the inputs and variables of a population get, and from whom: what excludes what. */
final class Uses {
  /** What is got. */
  enum Kind {
    /** Deliveries, which are added up, and what else spikes change. */
    SPIKES("spikes"),
    /** A sum over synapses, which is all there is in a step. */
    SUM("the sum"),
    /** Values that are given. */
    VALUES("values");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  private record Use(Kind kind, String from) {}

  private final Map<String, Set<Use>> uses = new LinkedHashMap<>();

  /** Notes that an input or variable gets something. */
  void add(String port, Kind kind, String from) {
    Set<Use> known = uses.computeIfAbsent(port, _ -> new LinkedHashSet<>());
    for (Use other : known) {
      boolean isShared = other.kind == kind && kind != Kind.SUM;
      if (!isShared && !other.equals(new Use(kind, from))) {
        throw new IllegalArgumentException(
            "expected "
                + port
                + " to be free for "
                + kind.words
                + ", got "
                + other.kind.words
                + (other.kind == Kind.VALUES ? "" : " of " + other.from));
      }
    }
    known.add(new Use(kind, from));
  }

  /** Forgets what somebody wanted. */
  void remove(String from) {
    uses.values().forEach(known -> known.removeIf(use -> use.from.equals(from)));
  }

  /** Whether something arrives anew in each step. */
  boolean arrives(String port) {
    return Objects.requireNonNullElse(uses.get(port), Set.<Use>of()).stream()
        .anyMatch(use -> use.kind != Kind.VALUES);
  }
}
