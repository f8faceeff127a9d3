package dev.sleipnir.model.exchange;

import java.io.Closeable;
import java.io.IOException;
import java.util.Set;

/** Arrays by name, each read when it is asked for. */
interface ArraySource extends Closeable {
  /** The names, in the order of the file. */
  Set<String> names();

  /** Type and shape of one of the arrays. */
  ArrayHead head(String name);

  /** Reads one of the arrays. */
  NDArray read(String name) throws IOException;

  @Override
  void close() throws IOException;
}
