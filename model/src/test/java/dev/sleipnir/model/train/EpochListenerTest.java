package dev.sleipnir.model.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sleipnir.model.log.TrainingLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EpochListenerTest {
  private static final Checkpoint STATE = new Checkpoint("test", 1, 3, Map.of(), List.of());

  /** A log of one's own. */
  private static final class Kept implements TrainingLog {
    private final List<String> lines = new ArrayList<>();

    @Override
    public void scalars(long step, Map<String, Double> values) {
      lines.add(step + " " + values);
    }

    @Override
    public void close() {}
  }

  @Test
  void figuresAreLoggedUnderTheirNamesAndBothListenersHear() throws IOException {
    Kept log = new Kept();
    List<Integer> heard = new ArrayList<>();
    EpochListener.to(log, "accuracy")
        .andThen((state, trained, tested) -> heard.add(state.epoch()))
        .ended(STATE, new PassResult(10, 0.5, 0.75, 2), new PassResult(4, 0.25, Double.NaN, 1));
    assertEquals(
        List.of(
            "3 {train/loss=0.5, train/accuracy=0.75, test/loss=0.25,"
                + " train/samples_per_second=5.0}"),
        log.lines);
    assertEquals(List.of(3), heard);
  }
}
