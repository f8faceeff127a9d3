package dev.sleipnir.tasks.cartpole;

import dev.sleipnir.tasks.plot.Picture;
import dev.sleipnir.tasks.plot.Plot;
import dev.sleipnir.tasks.training.Findings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * The rewards of a training's episodes, and their running mean as Norse counts it: 0.95 of what it
 * was and 0.05 of the new one, from 10 on. Of a training that is resumed, it begins again there.
 */
final class RunningReward implements Findings {
  private static final double START = 10;
  private static final double NEW = 0.05;

  /** CartPole-v0's and CartPole-v1's: where the task counts as solved. */
  private static final List<Integer> THRESHOLDS = List.of(195, 475);

  private final List<Double> rewards = new ArrayList<>();
  private final List<Double> running = new ArrayList<>();

  void add(double reward) {
    double before = running.isEmpty() ? START : running.getLast();
    rewards.add(reward);
    running.add((1 - NEW) * before + NEW * reward);
  }

  /** After how many episodes the running reward was above each threshold; none if never. */
  Map<Integer, Integer> reached() {
    Map<Integer, Integer> reached = new TreeMap<>();
    for (int threshold : THRESHOLDS) {
      for (int episode = 1; episode <= running.size(); episode++) {
        if (running.get(episode - 1) > threshold) {
          reached.putIfAbsent(threshold, episode);
        }
      }
    }
    return reached;
  }

  /** What is to be said of it; empty before the first episode. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (int threshold : THRESHOLDS) {
      Integer episode = reached().get(threshold);
      if (!running.isEmpty()) {
        lines.add(
            "Running reward "
                + (episode == null
                    ? "not above " + threshold + " in " + running.size() + " episodes."
                    : "above " + threshold + " after " + episode + " episodes."));
      }
    }
    return lines;
  }

  @Override
  public Map<String, ?> figures() {
    return running.isEmpty()
        ? Map.of()
        : Map.of(
            "episodes",
            running.size(),
            "runningReward",
            running.getLast(),
            "episodesUntilRunningRewardAbove",
            reached());
  }

  @Override
  public SequencedMap<String, Picture> pictures() {
    SequencedMap<String, Picture> pictures = new LinkedHashMap<>();
    if (!running.isEmpty()) {
      double[] episodes = new double[running.size()];
      for (int e = 0; e < episodes.length; e++) {
        episodes[e] = e + 1;
      }
      Plot plot =
          new Plot("Cart-pole", "episode", "steps balanced")
              .wholeX()
              .points("episode", episodes, rewards.stream().mapToDouble(r -> r).toArray())
              .line("running mean", episodes, running.stream().mapToDouble(r -> r).toArray());
      THRESHOLDS.forEach(threshold -> plot.level(String.valueOf(threshold), threshold));
      pictures.put("rewards", Picture.of(plot));
    }
    return pictures;
  }
}
