package dev.sleipnir.model.session;

import dev.sleipnir.model.cell.ResidentNeurons;
import dev.sleipnir.model.tensor.Scope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One module at work: bound to the arrays it reads and writes. */
abstract class Stage {
  private final Edits edits;

  /**
   * A stage.
   *
   * @param edits of the parameters whose values the stage holds in a form of its own
   */
  Stage(Edits edits) {
    this.edits = edits;
  }

  /** Reads its input, writes its output. */
  abstract void run();

  /** Back to the initial state; what is random draws from the scope's stream if there is one. */
  void reset(@Nullable Scope scope) {}

  /** What the stage carries from step to step, beside its neurons' state: live. */
  List<float[]> memory() {
    return List.of();
  }

  /** The neurons of the stage; null if it has none. */
  @Nullable ResidentNeurons neurons() {
    return null;
  }

  /** Takes over the parameters' values. */
  void refresh(Scope scope) {}

  /** Whether parameters were edited since the last answer. */
  final boolean isOutOfDate() {
    return edits.isNew();
  }
}
