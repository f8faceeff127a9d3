package dev.sleipnir.tasks.events;

import dev.sleipnir.events.EventSource;
import dev.sleipnir.events.live.LiveNetwork;
import dev.sleipnir.events.transform.Frames;
import dev.sleipnir.events.transform.Sensor;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.session.Session;
import dev.sleipnir.tasks.option.Usage;
import dev.sleipnir.tasks.plot.Film;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A network that looks at a stream of events, and a film of what both see. */
abstract class Demonstration implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private SourceOptions source = new SourceOptions();

  @Option(
      names = "--window",
      paramLabel = "US",
      description = "Microseconds of events in a step of the network, which is 1 ms of its time.")
  private int window = 1000;

  @Mixin private FilmOptions film = new FilmOptions();

  /** What the channels of the output are called. */
  abstract List<String> outputs();

  /** Refuses options of the subclass's own that are out of range. */
  abstract void checkOwn(CommandSpec command);

  /** Counts of events, [1, 1, height, width], to [1, outputs, height, width] of the same size. */
  abstract NetworkModule network();

  /**
   * What a frame of the film shows of an output's values in its steps.
   *
   * @param sum of the values in these steps
   * @param last value of the last step
   */
  abstract float shown(float sum, float last);

  @Override
  public final Integer call() throws IOException {
    Usage.atLeast(spec, "--window", window, 1);
    checkOwn(spec);
    film.check(spec);
    try (EventSource events = source.open()) {
      run(events, spec.commandLine().getOut());
    }
    return 0;
  }

  private void run(EventSource events, PrintWriter out) throws IOException {
    Sensor sensor = new Sensor(events.width(), events.height());
    List<String> titles = new ArrayList<>(List.of("Events"));
    titles.addAll(outputs());
    Film pictures = new Film(titles, sensor.width(), sensor.height(), film.seconds());
    Session session = Session.of(network(), 1, 1, sensor.height(), sensor.width());
    LiveNetwork live = new LiveNetwork(session, new Frames(sensor).merged(), window).counting();
    float[] seen = new float[sensor.pixels()];
    float[] sums = new float[outputs().size() * sensor.pixels()];
    long stepsOfFrame = Math.max(1, film.micros() / window);
    double[] total = new double[1];
    live.run(
        events,
        (start, output) -> {
          for (int i = 0; i < seen.length; i++) {
            seen[i] += live.input()[i];
          }
          for (int i = 0; i < sums.length; i++) {
            sums[i] += output[i];
            total[0] += Math.abs(output[i]);
          }
          if ((live.steps() + 1) % stepsOfFrame == 0) {
            List<float[]> planes = new ArrayList<>(List.of(seen));
            for (int c = 0; c < outputs().size(); c++) {
              float[] plane = new float[sensor.pixels()];
              for (int i = 0; i < plane.length; i++) {
                int at = c * plane.length + i;
                plane[i] = shown(sums[at], output[at]);
              }
              planes.add(plane);
            }
            pictures.add(planes);
            Arrays.fill(seen, 0f);
            Arrays.fill(sums, 0f);
          }
        });
    out.println(
        String.format(
            Locale.ROOT,
            "%s, %s: %d events in %d steps of %d us; mean size of outputs %.5f",
            source.title(),
            sensor,
            live.events(),
            live.steps(),
            window,
            total[0] / Math.max(1, (double) live.steps() * sums.length)));
    film.write(pictures, out);
  }
}
