package dev.sleipnir.events.file;

/**
 * Is told what a recording holds besides events, in the order of the file, while events are read;
 * {@link EventReader#others} counts it. Which of it there is depends on the format: AEDAT 4 and 3.1
 * hold frames and inertial samples, generic Event Streams payloads, and all of the camera's formats
 * triggers.
 */
public interface RecordingListener {
  /** Wants to hear of nothing. */
  RecordingListener NONE = new RecordingListener() {};

  /**
   * A picture.
   *
   * @param frame the picture, which is the listener's to keep
   */
  default void frame(Frame frame) {}

  /**
   * A sample of the inertial sensor.
   *
   * @param sample the sample
   */
  default void imu(ImuSample sample) {}

  /**
   * A signal at an input of the camera, or another mark in time.
   *
   * @param trigger the signal
   */
  default void trigger(Trigger trigger) {}

  /**
   * An event of a generic Event Stream.
   *
   * @param t time in microseconds
   * @param payload its bytes, which are the listener's to keep
   */
  default void payload(long t, byte[] payload) {}
}
