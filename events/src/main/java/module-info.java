/** Events of cameras and other sensors: batches of them, files, streams. */
module dev.sleipnir.events {
  requires transitive dev.sleipnir.model;
  requires transitive HdrHistogram;
  requires com.github.luben.zstd_jni;
  requires flatbuffers.java;
  requires io.jhdf;
  requires org.lz4.java;
  requires static org.jspecify;

  exports dev.sleipnir.events;
  exports dev.sleipnir.events.data;
  exports dev.sleipnir.events.file;
  exports dev.sleipnir.events.live;
  exports dev.sleipnir.events.transform;
}
