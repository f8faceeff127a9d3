package dev.sleipnir.model.neuron;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.model.cell.NeuronLayer;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FamiliesTest {
  static Stream<Families.Family> families() {
    return Families.all().stream();
  }

  /** A family's class is public, final and a Neuron: each such class is listed. */
  @Test
  void everyKindOfNeuronIsListed() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/main/java/dev/sleipnir/model/neuron"))) {
      for (Path file : files.toList()) {
        if (Files.readString(file).contains(" extends Neuron {")) {
          String type = file.getFileName().toString().replace(".java", "");
          assertTrue(families().anyMatch(f -> f.java().matches("(new )?" + type + "\\b.*")), type);
        }
      }
    }
  }

  @Test
  void namesTellFamiliesApart() {
    List<String> names = families().map(Families.Family::name).toList();
    assertEquals(names.size(), names.stream().distinct().count());
    for (Families.Family family : Families.all()) {
      assertEquals(family, Families.find(family.name()).orElseThrow());
      assertTrue(family.name().startsWith(family.neuron().model().name()), family.name());
      family
          .presets()
          .forEach((java, neuron) -> assertEquals(family.neuron().model(), neuron.model(), java));
    }
    assertTrue(Families.find("lof").isEmpty());
  }

  @ParameterizedTest
  @MethodSource("families")
  void stepsForwardAndBackward(Families.Family family) {
    Neuron neuron =
        family.java().contains("coupling")
            ? family.neuron().coupling(Tensor.full(0.1f, 3, 3))
            : family.neuron();
    for (NeuronLayer layer : List.of(neuron.layer(), neuron.recurrent(3, 3))) {
      try (Tape tape = new Tape()) {
        Tensor x = tape.watch(Tensor.full(0.5f, 5, 2, 3));
        Tensor out = layer.forward(x);
        assertArrayEquals(new int[] {5, 2, 3}, out.shape());
        tape.backward(out, Tensor.full(1f, 5, 2, 3));
        for (float gradient : Objects.requireNonNull(x.gradient()).toArray()) {
          assertTrue(Float.isFinite(gradient), family.name());
        }
      }
    }
  }
}
