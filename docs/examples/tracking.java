// Tracking: leaky integrators on a stream of events from a socket say where a bar is.
import dev.sleipnir.events.data.*;
import dev.sleipnir.events.live.*;
import dev.sleipnir.events.stream.*;
import dev.sleipnir.events.transform.*;
import dev.sleipnir.kernels.random.*;
import dev.sleipnir.model.layer.*;
import dev.sleipnir.model.neuron.*;
import dev.sleipnir.model.session.*;
import dev.sleipnir.model.tensor.*;
import dev.sleipnir.tasks.plot.*;
import java.net.*;

void main(String[] args) throws Exception {
  Path folder = Path.of(args.length > 0 ? args[0] : ".");
  var sensor = new Sensor(64, 48);
  var bar = new MovingBar(sensor, 8, 128, 2); // 8 pixels wide, 128 pixels a second, noise
  var events = bar.record(400_000, new RandomStream(1));

  // A column of pixels drives one neuron, which forgets within 20 ms.
  var columns = Tensor.full(1 / 48f, 1, 1, 48, 1);
  var network =
      new SequentialState(
          new Conv2d(columns, null, 1, 0, 1),
          new Flatten(),
          new LiBox().dt(0.005).with("tau_mem_inv", 50).cell());
  var session = Session.of(network, 1, 1, 48, 64);
  var live = new LiveNetwork(session, new Frames(sensor).merged(), 5_000).counting();

  var seen = Tensor.zeros(80, 1);
  var film = new Animation(4 * 64, 4 * 48, 0.05);
  var here = InetAddress.getLoopbackAddress();
  var udp = new UdpEventSource(new InetSocketAddress(here, 0), sensor).idle(500);
  try (var ring = EventRing.reading(udp, 1 << 16, WhenFull.DROP_OLDEST);
      var camera = new UdpEventSender(udp.address(), true)) {
    camera.write(events); // in a program of its own, or AEStream's, elsewhere
    live.run(
        ring,
        (start, v) -> {
          double mass = 0;
          double moment = 0;
          for (int x = 0; x < v.length; x++) {
            double above = Math.max(0, v[x] - 0.05); // less is noise
            mass += above;
            moment += above * x;
          }
          seen.data()[(int) (start / 5_000)] = (float) (mass == 0 ? 0 : moment / mass);
          int at = (int) Math.round(4 * (mass == 0 ? 0 : moment / mass));
          film.frame(
              g -> {
                for (int i = 0; i < 64 * 48; i++) {
                  if (live.input()[i] > 0) {
                    g.fillRect(i % 64 * 4, i / 64 * 4, 4, 4);
                  }
                }
                g.setColor(java.awt.Color.RED);
                g.fillRect(at, 0, 2, 4 * 48); // where the network sees it
              });
        });
  }

  double error = 0;
  for (int step = 20; step < 80; step++) {
    double middle = 128 * 0.005 * step - 4; // of the bar
    error = Math.max(error, Math.abs(seen.data()[step] - middle));
  }
  IO.println(live.events() + " of " + events.size() + " events came");
  IO.println("the middle of the bar is missed by less than " + Math.round(error + 0.5) + " pixels");
  Picture.of(Plot.traces("Where the bar is", "column", seen.reshape(80, 1, 1), Time.ms(5)))
      .write(folder.resolve("tracking.png"));
  film.write(folder.resolve("tracking.gif"));
}

// Prints:
// 6986 of 6986 events came
// the middle of the bar is missed by less than 2 pixels
