package dev.sleipnir.model.layer;

import dev.sleipnir.model.file.ArchiveReader;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a module puts out, plus its input, or plus what a shortcut makes of the input (He et al.
 * 2015, arXiv:1512.03385). Where the module ends with neurons, spikes are added element by element
 * (SEW, Fang et al. 2021, arXiv:2102.04159).
 */
public final class Residual implements StatefulLayer {
  private final NetworkModule inner;
  private final @Nullable NetworkModule shortcut;
  private final Branches both;
  private final Map<String, NetworkModule> children;

  /**
   * Adds the input.
   *
   * @param inner puts out what has the input's shape; with or without state
   */
  public Residual(NetworkModule inner) {
    this(inner, null);
  }

  /**
   * Adds what a shortcut makes of the input.
   *
   * @param inner a module with or without state
   * @param shortcut another, whose output has the same shape; null for the input itself
   * @throws IllegalArgumentException if both are {@linkplain SequentialState#named named} sequences
   *     that have a name in common
   */
  public Residual(NetworkModule inner, @Nullable NetworkModule shortcut) {
    this.inner = inner;
    this.shortcut = shortcut;
    both = Branches.sum(inner, shortcut == null ? new Identity() : shortcut);
    children = new LinkedHashMap<>();
    addNamed("0", inner);
    if (shortcut != null) {
      addNamed("1", shortcut);
    }
  }

  /** Modules of a named sequence stand side by side with others, as a PyTorch block has them. */
  private void addNamed(String position, NetworkModule module) {
    Map<String, NetworkModule> more =
        module instanceof SequentialState sequence && sequence.isNamed()
            ? sequence.children()
            : Map.of(position, module);
    more.forEach(
        (name, child) -> {
          if (children.put(name, child) != null) {
            throw new IllegalArgumentException(
                "shortcut: expected names that the inner module has not, got " + name);
          }
        });
  }

  /**
   * The modules inside: 0, and 1 for a shortcut; of a {@linkplain SequentialState#named named}
   * sequence its own modules by their names.
   */
  @Override
  public Map<String, NetworkModule> children() {
    return Collections.unmodifiableMap(children);
  }

  @Override
  public List<Parameter> parameters() {
    return both.parameters();
  }

  @Override
  public Residual copy(Copies copies) {
    return new Residual(copies.of(inner), shortcut == null ? null : copies.of(shortcut));
  }

  @Override
  public State read(ArchiveReader in) throws IOException {
    return both.read(in);
  }

  @Override
  public Step run(Tensor x, int steps, @Nullable State state) {
    return both.run(x, steps, state);
  }

  @Override
  public Description description() {
    return new Description("Residual")
        .parts("branches", shortcut == null ? List.of(inner) : List.of(inner, shortcut));
  }

  @Override
  public String toString() {
    return "Residual(" + inner + (shortcut == null ? ")" : ", " + shortcut + ")");
  }
}
