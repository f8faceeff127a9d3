package dev.sleipnir.network;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** Names by which a snapshot knows what has none: what it is, and the how manieth. */
final class Names {
  private Names() {}

  /** The same things by name, in order. */
  static <T> SequencedMap<String, T> of(List<T> things) {
    SequencedMap<String, T> named = new LinkedHashMap<>();
    for (T thing : things) {
      String name = String.valueOf(thing);
      for (int nth = 2; named.containsKey(name); nth++) {
        name = thing + " (" + nth + ")";
      }
      named.put(name, thing);
    }
    return named;
  }
}
