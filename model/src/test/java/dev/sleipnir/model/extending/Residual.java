package dev.sleipnir.model.extending;

import dev.sleipnir.model.layer.Copies;
import dev.sleipnir.model.layer.Description;
import dev.sleipnir.model.layer.Layer;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The sum of two branches. */
public final class Residual implements Layer {
  private final Layer left;
  private final Layer right;

  public Residual(Layer left, Layer right) {
    this.left = left;
    this.right = right;
  }

  @Override
  public Tensor forward(Tensor x) {
    return left.forward(x).add(right.forward(x));
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>(left.parameters());
    all.addAll(right.parameters());
    return Parameter.distinct(all);
  }

  @Override
  public Map<String, NetworkModule> children() {
    return new TreeMap<>(Map.of("left", left, "right", right)); // left.weight, right.weight, ...
  }

  @Override
  public Residual copy(Copies copies) {
    return new Residual((Layer) copies.of(left), (Layer) copies.of(right));
  }

  @Override
  public Description description() {
    return new Description("own residual").part("left", left).part("right", right);
  }

  public static Residual of(Description description) {
    return new Residual(
        description.part("left", Layer.class), description.part("right", Layer.class));
  }
}
