package dev.sleipnir.model.session;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A step of a session, for Flight Recorder. Without a recorder none is made. */
@Name("dev.sleipnir.Step")
@Label("Step of a Session")
@Category("Sleipnir")
@Description("A time step of a network of spiking neurons")
@Enabled
@StackTrace(false)
final class StepEvent extends Event {
  @Label("Samples")
  int samples;

  @Label("Spikes")
  @Description("Spikes, and other inputs than 0, that arrived at connections")
  long spikes;

  @Label("Synaptic Events")
  @Description("Weights that these met")
  long synapticEvents;

  @Label("Spikes per Second")
  double spikesPerSecond;

  @Label("Synaptic Events per Second")
  double synapticEventsPerSecond;

  /** No part of the event. */
  private final transient long began = System.nanoTime();

  private StepEvent() {}

  /** Only looked at once there is a recorder: registering takes a while. */
  private static final class Registered {
    static final EventType TYPE = EventType.getEventType(StepEvent.class);
  }

  /** An event of a step that begins; null if nobody records any. */
  static @Nullable StepEvent begun() {
    if (!FlightRecorder.isInitialized() || !Registered.TYPE.isEnabled()) {
      return null;
    }
    StepEvent event = new StepEvent();
    event.begin();
    return event;
  }

  /** Hands it over. */
  void ended(int samplesOfStep, long arrived, double met) {
    end();
    if (shouldCommit()) {
      double seconds = Math.max(1, System.nanoTime() - began) * 1e-9;
      samples = samplesOfStep;
      spikes = arrived;
      synapticEvents = Math.round(met);
      spikesPerSecond = arrived / seconds;
      synapticEventsPerSecond = met / seconds;
      commit();
    }
  }
}
