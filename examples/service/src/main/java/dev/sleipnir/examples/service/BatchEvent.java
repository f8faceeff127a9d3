package dev.sleipnir.examples.service;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A batch, for Flight Recorder; its steps are events of the library's. */
@Name("dev.sleipnir.service.Batch")
@Label("Batch")
@Category("Sleipnir")
@StackTrace(false)
final class BatchEvent extends Event {
  @Label("Inputs")
  int inputs;

  @Label("Queue Time")
  @Timespan(Timespan.NANOSECONDS)
  long queueTime;
}
