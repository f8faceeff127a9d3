/** Events of cameras and other sensors: batches of them, files, streams. */
module dev.sleipnir.events {
  requires transitive dev.sleipnir.kernels;
  requires static org.jspecify;

  exports dev.sleipnir.events;
}
