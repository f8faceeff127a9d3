// Leaky integrators low-pass a sine: one with a synapse (LI) smooths twice, one without (LIBox) once.
import dev.sleipnir.model.math.*;
import dev.sleipnir.model.neuron.*;
import dev.sleipnir.model.tensor.*;
import dev.sleipnir.tasks.plot.*;

void main(String[] args) throws Exception {
  Path folder = Path.of(args.length > 0 ? args[0] : ".");
  int steps = 400;
  var sine = Tensor.zeros(steps, 1, 1); // [time, batch, neurons]
  for (int t = 0; t < steps; t++) {
    sine.data()[t] = (float) Math.sin(t * 2 * Math.PI / 100); // 10 Hz at 1 ms a step
  }
  var box = new LiBox().layer().forward(sine); // tau_mem_inv = 100: 10 ms
  var li = new Li().with("tau_mem_inv", 100).with("tau_syn_inv", 100).layer().forward(sine);

  double[] ms = Time.ms(1).of(steps);
  Picture.of(
          new Plot("Leaky integrators of a sine of 10 Hz", "time [ms]", "value")
              .line("input", ms, sine)
              .line("LIBox", ms, box)
              .line("LI / 10", ms, li.scale(0.1f))) // its synapse adds up 10 steps
      .write(folder.resolve("sine.png"));
  // Of the last two periods, when the transient is over.
  IO.println("amplitude of LIBox: " + Reduction.of(box.rows(200, 400)).max().item());
  IO.println("amplitude of LI / 10: " + Reduction.of(li.rows(200, 400)).max().item() / 10);
}

// Prints:
// amplitude of LIBox: 0.8590061
// amplitude of LI / 10: 0.7378783
