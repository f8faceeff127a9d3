/** Events of cameras and other sensors: batches of them, files, streams. */
module dev.sleipnir.events {
  requires transitive dev.sleipnir.model;
  requires transitive HdrHistogram;
  requires static org.jspecify;

  exports dev.sleipnir.events;
  exports dev.sleipnir.events.live;
  exports dev.sleipnir.events.transform;
}
