package dev.sleipnir.model.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoredOutputTest {
  private static final float[] FIRST = {0, 1, 1, 0, 0, 1};
  private static final float[] SECOND = {1, 1, 0, 0, 1, 0};
  private static final float[] BOTH = {0, 1, 1, 0, 0, 1, 1, 1, 0, 0, 1, 0};

  /** Four steps, batches of one, three neurons. */
  private static StoredOutput output() {
    return new StoredOutput(new TimeBlocks(new Relu(), 4, 1, 0, 256));
  }

  private static Tensor floats(float... values) {
    return Tensor.of(values, 2, 3);
  }

  @Test
  void spikesStayBits() {
    try (Tape tape = new Tape(new Workspace())) {
      StoredOutput output = output();
      Tensor second = floats(SECOND).asSpikes(1);
      output.add(List.of(floats(FIRST).asSpikes(1)), 0, 2, tape);
      output.add(List.of(second), 2, 4, tape);
      assertNotNull(output.tensor().spikes());
      assertArrayEquals(BOTH, output.tensor().toArray());
      assertEquals(6, output.at(2));
      assertTrue(output.isSame(second, 6));
      assertTrue(output.isSame(floats(SECOND), 6));
      assertFalse(output.isSame(second, 0));
    }
  }

  @Test
  void floatsAmongSpikesMakeFloatsOfAll() {
    try (Tape tape = new Tape(new Workspace())) {
      StoredOutput output = output();
      Tensor first = floats(FIRST).asSpikes(1);
      output.add(List.of(first), 0, 2, tape);
      output.add(List.of(floats(SECOND)), 2, 4, tape);
      assertNull(output.tensor().spikes());
      assertArrayEquals(BOTH, output.tensor().toArray());
      assertTrue(output.isSame(first, 0));
    }
  }

  @Test
  void rejectsOtherShapes() {
    try (Tape tape = new Tape(new Workspace())) {
      StoredOutput output = output();
      assertThrows(IllegalStateException.class, output::tensor);
      output.add(List.of(floats(FIRST)), 0, 2, tape);
      Tensor wide = Tensor.zeros(2, 4);
      assertThrows(IllegalArgumentException.class, () -> output.add(List.of(wide), 2, 4, tape));
      Tensor few = Tensor.zeros(1, 3);
      assertThrows(IllegalArgumentException.class, () -> output.add(List.of(few), 2, 4, tape));
    }
  }
}
