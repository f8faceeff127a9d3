/** Events of cameras and other sensors: batches of them, files, streams. */
module dev.sleipnir.events {
  requires transitive dev.sleipnir.model;
  requires static org.jspecify;

  exports dev.sleipnir.events;
  exports dev.sleipnir.events.transform;
}
