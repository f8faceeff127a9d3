package dev.sleipnir.model.layer;

import dev.sleipnir.model.file.ArchiveReader;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Modules side by side, with or without state: each gets the input, and what they put out is added
 * up, or put side by side.
 */
public final class Branches implements StatefulLayer {
  private static final String OWNER = "Branches";

  private final List<NetworkModule> branches;
  private final boolean concatenates;

  private Branches(List<NetworkModule> branches, boolean concatenates) {
    if (branches.isEmpty()) {
      throw new IllegalArgumentException("branches: expected at least one, got none");
    }
    this.branches = branches;
    this.concatenates = concatenates;
  }

  /**
   * Outputs, of one shape, added up.
   *
   * @param branches at least one
   * @return the module
   * @throws IllegalArgumentException if there is none
   */
  public static Branches sum(NetworkModule... branches) {
    return new Branches(List.of(branches), false);
  }

  /**
   * Outputs side by side: features, [batch, features], or channels, [batch, channels, height,
   * width].
   *
   * @param branches at least one
   * @return the module
   * @throws IllegalArgumentException if there is none
   */
  public static Branches concatenate(NetworkModule... branches) {
    return new Branches(List.of(branches), true);
  }

  @Override
  public Map<String, NetworkModule> children() {
    Map<String, NetworkModule> children = new LinkedHashMap<>();
    for (NetworkModule branch : branches) {
      children.put(Integer.toString(children.size()), branch);
    }
    return children;
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>();
    for (NetworkModule branch : branches) {
      all.addAll(branch.parameters());
    }
    return Parameter.distinct(all);
  }

  @Override
  public Branches copy(Copies copies) {
    return new Branches(List.of(copies.of(branches)), concatenates);
  }

  @Override
  public State read(ArchiveReader in) throws IOException {
    return ModuleStates.read(OWNER, branches, in);
  }

  @Override
  public Step run(Tensor x, int steps, @Nullable State state) {
    ModuleStates states = ModuleStates.next(OWNER, state, branches.size());
    Scope scope = Scope.of(x);
    long place = scope.draws().place();
    List<Tensor> outputs = new ArrayList<>();
    scope.keep(x); // every branch reads it
    try {
      for (int b = 0; b < branches.size(); b++) {
        scope.draws().moveTo(place, b);
        switch (branches.get(b)) {
          case Layer layer -> outputs.add(layer.forward(x));
          case StatefulLayer layer -> {
            Step step = layer.run(x, steps, states.of(b));
            states.set(b, step.state());
            outputs.add(step.output());
          }
        }
      }
    } finally {
      scope.draws().moveBack(place);
    }
    ModuleStates.consume(state);
    return new Step(concatenates ? Columns.join(outputs) : sum(outputs), states);
  }

  private static Tensor sum(List<Tensor> outputs) {
    Tensor sum = outputs.getFirst();
    for (Tensor output : outputs.subList(1, outputs.size())) {
      Shape.require("branches: output", sum.shape(), output.shape());
      sum = sum.add(output);
    }
    return Objects.requireNonNull(sum);
  }

  @Override
  public Description description() {
    return new Description("Branches")
        .flag("concatenates", concatenates)
        .parts("branches", branches);
  }

  @Override
  public String toString() {
    return (concatenates ? "Branches.concatenate" : "Branches.sum") + branches;
  }
}
