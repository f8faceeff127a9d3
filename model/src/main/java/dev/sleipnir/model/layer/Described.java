package dev.sleipnir.model.layer;

/** What can say of what it is made, so that a file can hold it: modules, and parts they share. */
public interface Described {
  /**
   * What this is made of.
   *
   * @return its kind and values, from which a factory makes one alike
   * @throws UnsupportedOperationException if it does not say; the message names it
   */
  Description description();
}
