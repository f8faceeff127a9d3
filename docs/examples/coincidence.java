// STDP finds what belongs together: of 40 inputs of the same rate, the 10 that fire at once grow.
import dev.sleipnir.kernels.random.*;
import dev.sleipnir.kernels.rule.*;
import dev.sleipnir.model.layer.*;
import dev.sleipnir.model.math.*;
import dev.sleipnir.model.neuron.*;
import dev.sleipnir.model.tensor.*;
import dev.sleipnir.plasticity.*;
import dev.sleipnir.tasks.plot.*;

void main(String[] args) throws Exception {
  Path folder = Path.of(args.length > 0 ? args[0] : ".");
  var random = new RandomStream(1);
  var linear = new Linear(Tensor.full(0.5f, 1, 40), null); // all weights alike, [post, pre]
  var rule = Stdp.additive().with("eta_plus", 0.01).with("eta_minus", 0.012).jump(TraceJump.UNIT);
  var synapses = rule.dense(linear.weight());
  TraceState traces = synapses.initialState(1);
  var neuron = new Lif().with("v_th", 0.4).cell();
  State membrane = neuron.initialState(1, 1);
  for (int t = 0; t < 10_000; t++) { // 10 s
    Tensor pre = Tensor.zeros(1, 40);
    boolean together = random.nextFloat() < 0.01; // 10 Hz, all the same
    for (int i = 0; i < 40; i++) {
      pre.data()[i] = (i < 10 ? together : random.nextFloat() < 0.01) ? 1 : 0;
    }
    var step = neuron.step(linear.forward(pre), membrane);
    membrane = step.state();
    traces = synapses.step(pre, step.output(), traces);
  }

  Tensor weights = linear.weight().value(); // [1, 40]
  IO.println("mean weight of the ten: " + Shapes.slice(weights, 1, 0, 10).mean().item());
  IO.println("mean weight of the others: " + Shapes.slice(weights, 1, 10, 40).mean().item());
  var plot = new Plot("Weights after 10 s", "input", "weight").wholeX();
  Picture.of(plot.bars("weight", Time.steps().of(40), weights))
      .write(folder.resolve("coincidence.png"));
}

// Prints:
// mean weight of the ten: 1.0
// mean weight of the others: 0.15035103
