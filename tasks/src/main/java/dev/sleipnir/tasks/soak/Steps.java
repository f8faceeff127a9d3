package dev.sleipnir.tasks.soak;

import java.io.IOException;
import java.nio.file.Path;

/** Something that goes on a step at a time. */
interface Steps {
  /** Goes on from a file. */
  void load(Path file) throws IOException;

  void save(Path file) throws IOException;

  /** What it does at a step, which the number alone decides. */
  void step(long number);
}
