package dev.sleipnir.model.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TensorTextTest {
  @Test
  void showsShapeAndValues() {
    Tensor x = Tensor.of(new float[] {1, -2.5f, 0.19000001f, 1e-9f, 3e9f, Float.NaN}, 2, 3);
    assertEquals("Tensor[2, 3] [[1, -2.5, 0.19],\n [1e-9, 3e+9, NaN]]", x.toString());
    assertEquals("Tensor[3] [1e-9, 3e+9, NaN]", x.at(1).toString());
    assertEquals("Tensor[] -2.5", x.at(0).at(1).toString());
    assertEquals("Tensor[0] []", Tensor.zeros(0).toString());
    assertEquals("Tensor[2, 0] [[],\n []]", Tensor.zeros(2, 0).toString());
  }

  @Test
  void shortensLongAxes() {
    assertEquals("Tensor[101] [0, 0, 0, ..., 0, 0, 0]", Tensor.zeros(101).toString());
    assertEquals("Tensor[11] [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]", Tensor.zeros(11).toString());
    assertEquals(
        "Tensor[60, 2] [[1, 1],\n [1, 1],\n [1, 1],\n ...,\n [1, 1],\n [1, 1],\n [1, 1]]",
        Tensor.full(1, 60, 2).toString());
  }

  @Test
  void readsSpikesAndChannelsLastWhereTheyAre() {
    Tensor spikes = Tensor.of(new float[] {0, 1, 1, 0, 0, 1}, 1, 2, 3);
    assertEquals("Tensor[1, 2, 3] [[[0, 1, 1],\n  [0, 0, 1]]]", spikes.asSpikes(2).toString());
    Tensor image = Tensor.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 1, 2, 2, 2);
    assertEquals(image.toString(), image.channelsLast().toString());
  }

  @Test
  void aTensorWhoseScopeIsClosedHasItsShape() {
    Tensor inside;
    try (Scope scope = new Scope(new Workspace())) {
      inside = scope.enter(Tensor.zeros(2)).add(1);
      assertEquals("Tensor[2] [1, 1]", inside.toString());
    }
    assertEquals("Tensor[2]", inside.toString());
  }
}
