package dev.sleipnir.kernels.equation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The names that are defined so far, with what they are. */
final class Names {
  enum Kind {
    TIME_STEP("time step"),
    PARAMETER("parameter"),
    SCALAR("scalar"),
    STATE("state variable"),
    INPUT("input"),
    INTERMEDIATE("intermediate value"),
    SPIKE("threshold's spike"),
    AFTER("state variable after the step"),
    GRADIENT("gradient");

    private final String description;

    Kind(String description) {
      this.description = description;
    }
  }

  private record Entry(Kind kind, boolean condition) {}

  private final Place place;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /** Names that some line assigns, perhaps not yet. */
  private final Set<String> assigned = new HashSet<>();

  /** Names that are taken without being known to expressions, with what they are. */
  private final Map<String, String> reserved = new HashMap<>();

  Names(Place place) {
    this.place = place;
  }

  /** Announces that a line to come may define the name. */
  void announce(String name) {
    assigned.add(name);
  }

  /** Defines a name that the notation itself makes: never an objection. */
  void put(String name, Kind kind) {
    entries.put(name, new Entry(kind, false));
  }

  /** Defines a name that the user chose. */
  void define(String name, Kind kind, boolean condition, Position at) {
    demandNew(name, at);
    entries.put(name, new Entry(kind, condition));
  }

  /** Keeps a name from the user. */
  void reserve(String name, String why) {
    reserved.put(name, why);
  }

  void demandNew(String name, Position at) {
    String objection = Words.objection(name);
    if (objection != null) {
      throw place.expected(at, "a name", objection);
    }
    String why = reserved.get(name);
    if (why != null) {
      throw place.expected(at, "another name", "'" + name + "', which is " + why);
    }
    Kind kind = kind(name);
    if (kind == Kind.INTERMEDIATE) {
      throw place.expected(
          at,
          "a new name",
          "'" + name + "', which is assigned twice (only state variables may be)");
    }
    if (kind != null) {
      throw place.expected(at, "a new name", describe(name));
    }
  }

  @Nullable Kind kind(String name) {
    Entry entry = entries.get(name);
    return entry == null ? null : entry.kind;
  }

  /** "the input 'x'", or "'q' (did you mean 'v'?)" if there is no such name. */
  String describe(String name) {
    Kind kind = kind(name);
    return kind == null
        ? "'" + name + "'" + Nearest.hint(name, entries.keySet())
        : "the " + kind.description + " '" + name + "'";
  }

  /** Whether a name that an expression of the step uses is a condition; rejects unknown names. */
  boolean isCondition(Expression.Name name) {
    Entry entry = entries.get(name.name());
    if (entry != null) {
      return entry.condition;
    }
    if (assigned.contains(name.name())) {
      throw place.expected(
          name.at(), "a name with a value", "'" + name.name() + "', which is not assigned yet");
    }
    throw place.expected(name.at(), "a defined name", describe(name.name()));
  }

  /** The same for defaults, initial values and durations, which use parameters only. */
  boolean isConstantCondition(Expression.Name name) {
    Kind kind = kind(name.name());
    if (kind != Kind.PARAMETER) {
      boolean unknown = kind == null && !assigned.contains(name.name());
      String what = unknown ? "a defined name" : "a parameter or a number";
      throw place.expected(name.at(), what, describe(name.name()));
    }
    return false;
  }
}
