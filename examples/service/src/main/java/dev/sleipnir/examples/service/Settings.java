package dev.sleipnir.examples.service;

import java.time.Duration;

/**
 * What a service is told.
 *
 * @param host address to listen on
 * @param port port to listen on; 0 for a free one
 * @param workers threads that compute batches
 * @param steps time steps that an input is shown for
 * @param batch most inputs of a batch
 * @param gather how long a batch waits for more inputs
 * @param deadline how long a request may wait for its answer
 * @param queue most requests that wait
 * @param requests most requests under way
 * @param body longest body of a request, in bytes
 * @param sessions most streaming sessions
 * @param idle a session unused for so long ends
 * @param spare a session unused for so long may end to make room for another
 * @param reload how often the model's file is looked at
 * @param drain how long requests under way may take when the service ends
 * @param warmUp how long a new model is run before it serves, so that it is compiled
 */
record Settings(
    String host,
    int port,
    int workers,
    int steps,
    int batch,
    Duration gather,
    Duration deadline,
    int queue,
    int requests,
    int body,
    int sessions,
    Duration idle,
    Duration spare,
    Duration reload,
    Duration drain,
    Duration warmUp) {

  Settings {
    atLeast("--port", 0, port);
    atLeast("--workers", 1, workers);
    atLeast("--steps", 1, steps);
    atLeast("--batch", 1, batch);
    atLeast("--queue", 1, queue);
    atLeast("--requests", 1, requests);
    atLeast("--body", 1, body);
    atLeast("--sessions", 0, sessions);
    if (port > 65_535) {
      throw new IllegalArgumentException("--port: expected at most 65535, got " + port);
    }
    for (Duration each : new Duration[] {gather, deadline, idle, spare, reload, drain, warmUp}) {
      if (each.isNegative()) {
        throw new IllegalArgumentException("expected times of at least 0, got " + each);
      }
    }
  }

  private static void atLeast(String name, int least, int got) {
    if (got < least) {
      throw new IllegalArgumentException(name + ": expected at least " + least + ", got " + got);
    }
  }
}
