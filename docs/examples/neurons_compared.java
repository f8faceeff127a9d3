// The same current for half a second, into five kinds of neurons: who fires how often, and who tires.
import dev.sleipnir.model.math.*;
import dev.sleipnir.model.neuron.*;
import dev.sleipnir.model.tensor.*;
import dev.sleipnir.tasks.plot.*;

void main(String[] args) throws Exception {
  Path folder = Path.of(args.length > 0 ? args[0] : ".");
  var neurons = new LinkedHashMap<String, Neuron>();
  neurons.put("IAF", new Iaf().with("v_th", 12));
  neurons.put("LIF", new Lif());
  neurons.put("LIF, refractory", new LifRefrac());
  neurons.put("AdEx", new LifAdEx().with("adaptation_current", 0.5).with("adaptation_spike", 0.1));
  neurons.put("adaptive threshold", new Lsnn().with("tau_adapt_inv", 5).with("beta", 0.3));
  int steps = 500;
  Tensor current = Tensor.full(0.6f, steps, 1, 1);
  var plot = new Plot("A constant current", "time [ms]", "spikes so far");
  neurons.forEach(
      (name, neuron) -> {
        Tensor spikes = neuron.layer().forward(current);
        Tensor counts = Maths.cumulativeSum(spikes, 0);
        float half = counts.get(249, 0, 0);
        IO.println(name + ": " + half + " spikes, then " + (counts.get(499, 0, 0) - half));
        plot.line(name, Time.ms(1).of(steps), counts);
      });
  Picture.of(plot).write(folder.resolve("neurons_compared.png"));
}

// Prints:
// IAF: 12.0 spikes, then 13.0
// LIF: 61.0 spikes, then 62.0
// LIF, refractory: 27.0 spikes, then 28.0
// AdEx: 28.0 spikes, then 10.0
// adaptive threshold: 13.0 spikes, then 9.0
