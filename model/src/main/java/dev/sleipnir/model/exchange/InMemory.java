package dev.sleipnir.model.exchange;

import java.util.Map;
import java.util.Set;

/** Arrays that have been read. */
record InMemory(Map<String, NDArray> arrays) implements ArraySource {
  @Override
  public Set<String> names() {
    return arrays.keySet();
  }

  @Override
  public ArrayHead head(String name) {
    return ArrayHead.of(read(name));
  }

  @Override
  public NDArray read(String name) {
    return ArrayNames.known(arrays, name);
  }

  @Override
  public void close() {}
}
