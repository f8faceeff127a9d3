// Time surfaces: leaky integrators remember where events were, for 10 and for 50 ms.
import dev.sleipnir.events.*;
import dev.sleipnir.events.data.*;
import dev.sleipnir.events.live.*;
import dev.sleipnir.events.transform.*;
import dev.sleipnir.kernels.random.*;
import dev.sleipnir.model.layer.*;
import dev.sleipnir.model.neuron.*;
import dev.sleipnir.model.session.*;
import dev.sleipnir.tasks.plot.*;

void main(String[] args) throws Exception {
  Path folder = Path.of(args.length > 0 ? args[0] : ".");
  var sensor = new Sensor(64, 48);
  var events = MovingBar.across(sensor).record(300_000, new RandomStream(1));

  // A neuron for each pixel and time constant: v decays, and an event adds to it.
  var network =
      Branches.concatenate(
          new LiBox().with("tau_mem_inv", 100).cell(), new LiBox().with("tau_mem_inv", 20).cell());
  var session = Session.of(network, 1, 1, 48, 64); // one sample, one polarity, rows, columns
  var live = new LiveNetwork(session, new Frames(sensor).merged(), 1_000).counting(); // 1 ms a step

  var film = new Film(List.of("Events of 25 ms", "10 ms", "50 ms"), 64, 48, 0.1);
  float[] seen = new float[64 * 48];
  double[] last = new double[2];
  live.run(
      EventSource.of(events, 64, 48),
      (start, v) -> {
        for (int i = 0; i < seen.length; i++) {
          seen[i] += live.input()[i];
        }
        if (live.steps() % 25 == 24) {
          var surfaces = List.of(Arrays.copyOf(v, 3072), Arrays.copyOfRange(v, 3072, 6144));
          film.add(seen.clone(), surfaces.get(0), surfaces.get(1));
          for (int s = 0; s < 2; s++) {
            last[s] = IntStream.range(s * 3072, s * 3072 + 3072).filter(i -> v[i] > 0.01).count();
          }
          Arrays.fill(seen, 0f);
        }
      });

  IO.println(live.events() + " events in " + live.steps() + " steps");
  IO.println("pixels that remember: " + (int) last[0] + " for 10 ms, " + (int) last[1] + " for 50 ms");
  film.write(folder.resolve("time_surface.gif"));
}

// Prints:
// 4226 events in 300 steps
// pixels that remember: 343 for 10 ms, 642 for 50 ms
