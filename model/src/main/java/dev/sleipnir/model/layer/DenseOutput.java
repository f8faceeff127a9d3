package dev.sleipnir.model.layer;

import dev.sleipnir.model.tensor.Node;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.List;

/** The output of a connection that was computed densely: the way back. */
final class DenseOutput extends Node {
  private final Connection connection;
  private final Tensor x;

  DenseOutput(Connection connection, Tensor x, Tensor y) {
    super(y, x);
    this.connection = connection;
    this.x = x;
  }

  @Override
  protected List<Parameter> parameters() {
    return connection.parameters();
  }

  @Override
  protected void backward(float[] gradient, Tape tape) {
    connection.addGradients(x, gradient, tape);
    if (tape.needsGradient(x)) {
      float[] forX = tape.take(x.size());
      connection.backward(x, gradient, forX, tape);
      tape.addGradient(x, forX);
    }
    tape.giveBack(gradient);
  }
}
