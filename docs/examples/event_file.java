// A recording of an event camera read in a loop, window by window, through an edge detector.
import dev.sleipnir.events.*;
import dev.sleipnir.events.data.*;
import dev.sleipnir.events.file.*;
import dev.sleipnir.events.live.*;
import dev.sleipnir.events.transform.*;
import dev.sleipnir.kernels.random.*;
import dev.sleipnir.model.layer.*;
import dev.sleipnir.model.neuron.*;
import dev.sleipnir.model.session.*;
import dev.sleipnir.model.tensor.*;
import dev.sleipnir.tasks.plot.*;

void main(String[] args) throws Exception {
  Path folder = Path.of(args.length > 0 ? args[0] : ".");
  // Any recording does: what a camera sees of a bar that moves, written as Prophesee's EVT 3.
  var sensor = new Sensor(64, 48);
  Path file = folder.resolve("bar.raw");
  try (var writer = new EventWriter(Files.newOutputStream(file), EventFormat.EVT3, 64, 48)) {
    writer.write(MovingBar.across(sensor).record(200_000, new RandomStream(1)));
  }

  var kernels = Tensor.full(-1 / 20f, 1, 1, 5, 5); // excites in a column, inhibits beside it
  for (int row = 0; row < 5; row++) {
    kernels.data()[5 * row + 2] = 1 / 5f;
  }
  var network =
      new SequentialState(
          new Scale(10), new LifRefrac().cell(), new Conv2d(kernels, null, 1, 2, 1));

  var session = Session.of(network, 1, 1, 48, 64); // one sample, one polarity, rows, columns
  var live = new LiveNetwork(session, new Frames(sensor).merged(), 1_000); // 1 ms a step
  var sum = Tensor.zeros(1, 48, 64);
  var film = new Film(List.of("Events", "Upright edges"), 64, 48, 0.05);
  float[][] frame = new float[2][48 * 64]; // of 10 ms
  try (EventReader recording = EventFile.open(file)) { // the format is found from the content
    live.run(
        recording,
        (start, edges) -> {
          for (int i = 0; i < edges.length; i++) {
            sum.data()[i] += Math.max(0, edges[i]);
            frame[0][i] += live.input()[i];
            frame[1][i] += Math.max(0, edges[i]);
          }
          if (live.steps() % 10 == 9) {
            film.add(frame);
            frame[0] = new float[48 * 64];
            frame[1] = new float[48 * 64];
          }
        });
  }
  Files.delete(file);

  IO.println(live.events() + " events in " + live.steps() + " steps");
  IO.println("upright edges: " + Math.round(sum.sum().item()));
  Picture.of(ImageGrid.of("Upright edges of 200 ms", "sum", sum))
      .write(folder.resolve("event_file.png"));
  film.write(folder.resolve("event_file.gif"));
}

// Prints:
// 2684 events in 200 steps
// upright edges: 2571
