package dev.sleipnir.model.data;

import static dev.sleipnir.model.Refusals.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.tensor.Tensor;
import org.junit.jupiter.api.Test;

class TensorDatasetTest {
  private static final RandomStream RANDOM = new RandomStream(1);

  @Test
  void itemsAreRows() {
    Tensor x = Tensor.rand(RANDOM, 3, 5, 2);
    TensorDataset data = new TensorDataset(x, Tensor.of(new float[] {4, 5, 6}, 3));
    assertEquals(3, data.size());
    Example item = data.item(1, RANDOM);
    assertArrayEquals(new int[] {5, 2}, item.input().shape());
    assertEquals(x.get(1, 4, 1), item.input().get(4, 1));
    assertEquals(0, item.target().rank());
    assertEquals(5, item.target().item());
    item.input().data()[0] = 7; // of the item alone
    assertEquals(x.get(1, 0, 0), data.item(1, RANDOM).input().get(0, 0));
  }

  @Test
  void someOfThem() {
    TensorDataset data = new TensorDataset(Tensor.rand(RANDOM, 4, 2), Tensor.rand(RANDOM, 4, 3));
    TensorDataset some = data.select(3, 0, 3);
    assertEquals(3, some.size());
    for (int n : new int[] {0, 2}) {
      assertArrayEquals(
          data.item(3, RANDOM).input().toArray(), some.item(n, RANDOM).input().toArray());
    }
    assertArrayEquals(
        data.item(0, RANDOM).target().toArray(), some.item(1, RANDOM).target().toArray());
    assertEquals(0, data.select().size());
    assertEquals(data.text(), data.select(0, 1, 2, 3).text());
    assertNotEquals(data.text(), data.select(0, 1, 3, 2).text());
  }

  @Test
  void rowsFit() {
    assertEquals(
        "targets: expected one for each of 2 inputs, got 3",
        refused(() -> new TensorDataset(Tensor.zeros(2, 2), Tensor.zeros(3))));
    assertEquals(
        "inputs: expected [N, ...], got one number",
        refused(() -> new TensorDataset(Tensor.full(1), Tensor.zeros(3))));
    TensorDataset data = new TensorDataset(Tensor.zeros(2, 2), Tensor.zeros(2));
    for (int index : new int[] {-1, 2}) {
      String expected = "index: expected one of 2 examples from 0 on, got " + index;
      assertEquals(
          expected,
          assertThrows(IndexOutOfBoundsException.class, () -> data.item(index, RANDOM))
              .getMessage());
      assertEquals(
          expected,
          assertThrows(IndexOutOfBoundsException.class, () -> data.select(0, index)).getMessage());
    }
  }
}
