package dev.sleipnir.tasks.sweep;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.require.Require;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * Where a {@link Sweep} goes: every point of a grid, and at each the same random draws of what is
 * drawn.
 *
 * @param axes at least one, of different names
 * @param draws how many values are drawn of each range: 1 or more where there are ranges
 * @param seed what they are drawn from
 */
public record SearchSpace(List<Axis> axes, int draws, long seed) {
  /** More than anybody waits for. */
  private static final int MOST = 100_000;

  /**
   * Copies the axes.
   *
   * @throws IllegalArgumentException if there is none, two have one name, or there are more than
   *     100,000 points
   */
  public SearchSpace {
    axes = List.copyOf(axes);
    if (axes.isEmpty()) {
      throw new IllegalArgumentException("axes: expected at least one, got none");
    }
    Require.atLeast("draws", 1, draws);
    long points = draws;
    List<String> names = new ArrayList<>();
    for (Axis axis : axes) {
      if (names.contains(axis.name())) {
        throw new IllegalArgumentException(axis.name() + ": expected it once, got it twice");
      }
      names.add(axis.name());
      points *= axis instanceof Axis.Grid grid ? grid.values().size() : 1;
      if (points > MOST) {
        throw new IllegalArgumentException("expected at most " + MOST + " trials, got more");
      }
    }
    if (draws > 1 && axes.stream().noneMatch(Axis.Range.class::isInstance)) {
      throw new IllegalArgumentException("draws: expected a range to draw from, got none");
    }
  }

  /**
   * A grid.
   *
   * @param axes at least one
   * @return all its points
   */
  public static SearchSpace grid(Axis.Grid... axes) {
    return new SearchSpace(List.of(axes), 1, 0);
  }

  /** {@return the points, which are the same for the same axes, draws and seed} */
  public List<Trial> trials() {
    List<SequencedMap<String, String>> points = List.of(new LinkedHashMap<>());
    RandomStream random = new RandomStream(seed).split("sweep");
    for (Axis axis : axes) {
      List<SequencedMap<String, String>> longer = new ArrayList<>();
      for (var point : points) {
        if (axis instanceof Axis.Grid grid) {
          grid.values().forEach(value -> longer.add(with(point, grid.name(), value)));
        } else {
          longer.add(point);
        }
      }
      points = longer;
    }
    List<Trial> trials = new ArrayList<>();
    for (var point : points) {
      for (int draw = 0; draw < draws; draw++) {
        SequencedMap<String, String> settings = new LinkedHashMap<>();
        for (Axis axis : axes) {
          settings.put(
              axis.name(),
              switch (axis) {
                case Axis.Grid grid -> String.valueOf(point.get(grid.name()));
                case Axis.Range range -> range.draw(random.split(range.name()).split(draw));
              });
        }
        trials.add(new Trial(trials.size() + 1, settings));
      }
    }
    return trials;
  }

  private static SequencedMap<String, String> with(
      SequencedMap<String, String> point, String name, String value) {
    SequencedMap<String, String> longer = new LinkedHashMap<>(point);
    longer.put(name, value);
    return longer;
  }
}
