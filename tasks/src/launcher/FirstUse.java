import dev.sleipnir.model.neuron.*;
import dev.sleipnir.model.tensor.*;
import dev.sleipnir.network.*;
import dev.sleipnir.tasks.Main;

// What most starts do, for the archive of classes that Build makes: a program of one file is compiled, a layer
// and a network run, the command line is asked.
void main() {
  new Lif().layer().forward(Tensor.full(2f, 100, 1, 3)).toArray();
  var network = new Network(0.1, 1);
  var neurons = network.population("neurons", Neurons.lifExp(), 10);
  network.poissonInput(neurons, "Ie", 100, 0.02, 100);
  var spikes = network.record(neurons).spikes();
  network.run(10);
  var nowhere = new PrintWriter(Writer.nullWriter());
  for (String[] args : new String[][] {{"--version"}, {"doctor", "--help"}}) {
    Main.run(args, nowhere, nowhere);
  }
}
