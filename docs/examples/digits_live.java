// Digits before an event camera that moves as N-MNIST's did, told while their events come.
import dev.sleipnir.events.*;
import dev.sleipnir.events.data.*;
import dev.sleipnir.events.file.*;
import dev.sleipnir.events.live.*;
import dev.sleipnir.events.transform.*;
import dev.sleipnir.kernels.equation.*;
import dev.sleipnir.kernels.random.*;
import dev.sleipnir.model.decode.Decoder;
import dev.sleipnir.model.layer.*;
import dev.sleipnir.model.network.*;
import dev.sleipnir.model.neuron.*;
import dev.sleipnir.model.optimize.*;
import dev.sleipnir.model.session.*;
import dev.sleipnir.model.tensor.*;
import dev.sleipnir.model.train.*;
import dev.sleipnir.tasks.plot.*;

static final Sensor SENSOR = new Sensor(34, 34);
static final int WINDOW = 30_000; // microseconds of a step
static final int STEPS = 10; // of a digit
static final int TURN = STEPS + 10; // with a pause behind it

void main(String[] args) throws Exception {
  Path folder = Path.of(args.length > 0 ? args[0] : ".");
  // Drawn recordings, or those of N-MNIST: ./sleipnir run docs/examples/digits_live.java . N-MNIST/Train
  boolean isDrawn = args.length < 2;
  Path data = isDrawn ? drawn(Files.createTempDirectory("digits")) : Path.of(args[1]);
  var recordings =
      EventDataset.of(data, ReadOptions.DEFAULT.sensor(34, 34)).slicing(Slicing.steps(WINDOW, STEPS));

  Neuron lif = new Lif().surrogate(Surrogate.SUPER, 10).dt(0.002).with("v_th", 0.7);
  var network =
      ImageNetwork.convNet(8, 16, 0)
          .images(2, 34, 34)
          .classes(10)
          .neurons(layer -> lif.cell())
          .readOut(new Li().dt(0.002))
          .seed(1)
          .create();
  var training =
      new Supervised("digits", recordings, Lift.of(network)).decoder(Decoder.mean());
  var trainer = new Trainer(new Adam(network.parameters(), 5e-3)).batchSize(10);
  for (int epoch = 1; epoch <= 10; epoch++) {
    trainer.epoch(training, epoch, "training");
  }

  if (isDrawn) {
    try (var files = Files.walk(data)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }

  // Now ten digits one after the other, as from a camera.
  var stream = new Events(1 << 16);
  for (int digit = 0; digit < 10; digit++) {
    var events = recording(digit, new RandomStream(1000 + digit));
    for (int i = 0; i < events.size(); i++) {
      long t = events.t(i) + (long) digit * TURN * WINDOW;
      stream.add(t, events.x(i), events.y(i), events.polarity(i));
    }
  }
  var live = new LiveNetwork(Session.of(network, 1, 2, 34, 34), new Frames(SENSOR), WINDOW);
  var film = new Film(List.of("Events", "0 to 9"), 34, 34, 0.1);
  float[] scores = new float[10];
  var told = new StringBuilder();
  live.run(
      EventSource.of(stream, 34, 34).windows(WINDOW).from(0),
      (start, output) -> {
        long step = live.steps() % TURN;
        for (int c = 0; c < 10; c++) {
          scores[c] = output[c] + (step == 0 ? 0 : scores[c]);
        }
        film.add(events(live.input()), bars(scores));
        if (step == STEPS - 1) {
          told.append(' ').append(best(scores));
        }
      });
  IO.println("shown: 0 1 2 3 4 5 6 7 8 9");
  IO.println("told: " + told);
  film.write(folder.resolve("digits_live.gif"));
}

int best(float[] scores) {
  return IntStream.range(0, 10).reduce((a, b) -> scores[b] > scores[a] ? b : a).orElseThrow();
}

/** ON minus OFF. */
float[] events(float[] input) {
  float[] plane = new float[34 * 34];
  for (int i = 0; i < plane.length; i++) {
    plane[i] = input[plane.length + i] - input[i];
  }
  return plane;
}

/** A column for each digit, as high as its score is beside the best. */
float[] bars(float[] scores) {
  float[] plane = new float[34 * 34];
  float most = Math.max(1e-6f, scores[best(scores)]);
  for (int c = 0; c < 10; c++) {
    for (int h = 0; h < 30 * scores[c] / most; h++) {
      plane[(33 - h) * 34 + 3 * c + 2] = c == best(scores) ? 2 : 1;
      plane[(33 - h) * 34 + 3 * c + 3] = c == best(scores) ? 2 : 1;
    }
  }
  return plane;
}

/** Five rows of three pixels of each digit, a bit each. */
static final int[] GLYPHS = {
  0b111101101101111, 0b010110010010111, 0b111001111100111, 0b111001111001111, 0b101101111001001,
  0b111100111001111, 0b111100111101111, 0b111001010010010, 0b111101111101111, 0b111101111001111
};

/** Recordings in files, a folder for each digit. */
Path drawn(Path folder) throws IOException {
  for (int digit = 0; digit < 10; digit++) {
    Path of = Files.createDirectories(folder.resolve(String.valueOf(digit)));
    for (int n = 0; n < 20; n++) {
      var events = recording(digit, new RandomStream(100 * digit + n));
      EventFile.write(of.resolve(n + ".dat"), EventFormat.DAT, EventSource.of(events, 34, 34));
    }
  }
  return folder;
}

/** What a camera sees of a digit while it goes round a triangle in 300 ms. */
Events recording(int digit, RandomStream random) {
  int left = 7 + random.nextInt(3);
  int top = 2 + random.nextInt(2);
  int size = 4;
  double[][] corners = {{0, 0}, {4, 3}, {0, 6}, {0, 0}};
  var events = new Events(1 << 12);
  boolean[] before = null;
  for (int ms = 0; ms < 300; ms++) {
    double[] from = corners[ms / 100];
    double[] to = corners[ms / 100 + 1];
    double part = ms % 100 / 100.0;
    double dx = left + from[0] + part * (to[0] - from[0]);
    double dy = top + from[1] + part * (to[1] - from[1]);
    boolean[] now = new boolean[34 * 34];
    for (int i = 0; i < now.length; i++) {
      int column = (int) Math.floor((i % 34 - dx) / size);
      int row = (int) Math.floor((i / 34 - dy) / size);
      boolean isInside = column >= 0 && column < 3 && row >= 0 && row < 5;
      now[i] = isInside && (GLYPHS[digit] >> (14 - 3 * row - column) & 1) == 1;
      if (before != null && now[i] != before[i]) {
        events.add(1000L * ms + random.nextInt(1000), i % 34, i / 34, now[i] ? 1 : 0);
      }
    }
    before = now;
  }
  EventTransform.sort().then(EventTransform.noise(100)).start(SENSOR, random).apply(events);
  return events;
}

// Prints:
// shown: 0 1 2 3 4 5 6 7 8 9
// told:  0 1 2 3 4 5 6 7 8 9
