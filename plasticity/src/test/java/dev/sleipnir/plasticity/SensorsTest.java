package dev.sleipnir.plasticity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.neuron.CorrelationSensor;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tensor;
import org.junit.jupiter.api.Test;

class SensorsTest {
  @Test
  void tracesRiseAndDecay() {
    StdpSensor sensor =
        new StdpSensor()
            .with("eta_p", 2)
            .with("eta_m", 3)
            .with("tau_ac_inv", 50)
            .with("tau_c_inv", 20);
    TraceState state = sensor.step(Tensor.full(1, 1, 2), Tensor.full(1, 1, 3), null);
    state = sensor.step(Tensor.zeros(1, 2), Tensor.zeros(1, 3), state);
    assertArrayEquals(new float[] {1.96f, 1.96f}, state.pre().column("a_pre"), 1e-6f);
    assertArrayEquals(new float[] {2.85f, 2.85f, 2.85f}, state.post().column("a_post"), 1e-6f);
  }

  @Test
  void aRefusedStepLeavesBothTraces() {
    StdpSensor sensor = new StdpSensor();
    TraceState state = sensor.step(Tensor.full(1, 1, 2), Tensor.full(1, 1, 3), null);
    assertThrows(
        IllegalArgumentException.class,
        () -> sensor.step(Tensor.full(1, 1, 2), Tensor.full(1, 1, 2), state));
    assertArrayEquals(new float[] {1, 1}, state.pre().column("a_pre"));
  }

  private static NeuronState sensors() {
    return new CorrelationSensor()
        .step(Tensor.of(new float[] {1, 0}, 1, 2), Tensor.of(new float[] {0, 1, 1}, 1, 3), null);
  }

  /** The layer passes the correlation trace of each pair to its weight. */
  @Test
  void readsOutWhenItIsTime() {
    float[] pass = new float[6 * 12];
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 3; j++) {
        pass[(j * 2 + i) * 12 + i * 3 + j] = 1;
      }
    }
    CorrelationUpdate update =
        new CorrelationUpdate(new Linear(Tensor.of(pass, 6, 12), null), 0.5f, 10);
    Parameter w = new Parameter("w", Tensor.zeros(3, 2));
    NeuronState sensors = sensors();
    assertFalse(update.step(7, w, sensors));
    assertArrayEquals(new float[6], w.data());
    assertTrue(update.step(20, w, sensors));
    assertArrayEquals(new float[] {0.5f, 0, 0.5f, 0, 0.5f, 0}, w.data());
    assertArrayEquals(new float[6], sensors.column("correlation_trace"));
    assertArrayEquals(new float[6], sensors.column("anti_correlation_trace"));
  }

  @Test
  void rejectsWhatDoesNotFit() {
    Linear layer = new Linear(Tensor.zeros(6, 12), null);
    CorrelationUpdate update = new CorrelationUpdate(layer, 0.5f, 10);
    NeuronState sensors = sensors();
    Parameter other = new Parameter("w", Tensor.zeros(2, 2));
    assertThrows(IllegalArgumentException.class, () -> update.step(10, other, sensors));
    assertThrows(IllegalArgumentException.class, () -> new CorrelationUpdate(layer, 0.5f, 0));
    assertThrows(IllegalArgumentException.class, () -> new CorrelationUpdate(layer, Float.NaN, 1));
    assertEquals(1f, sensors.column("correlation_trace")[0]);
  }
}
