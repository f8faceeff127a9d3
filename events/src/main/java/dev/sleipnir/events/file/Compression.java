package dev.sleipnir.events.file;

/** How packets of AEDAT 4 are compressed. */
public enum Compression {
  /** Not at all. */
  NONE,
  /** LZ4, which is fast. */
  LZ4,
  /** Zstandard, which is smaller. */
  ZSTD
}
