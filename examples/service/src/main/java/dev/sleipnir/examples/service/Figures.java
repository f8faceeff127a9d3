package dev.sleipnir.examples.service;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What a monitor is told: requests, waiting, batches, sessions, models, the JVM. */
final class Figures implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final Timer queue =
      Timer.builder("sleipnir.queue")
          .description("How long inputs waited for their batch")
          .publishPercentileHistogram()
          .register(registry);
  private final DistributionSummary batches =
      DistributionSummary.builder("sleipnir.batch")
          .description("Inputs of a batch")
          .serviceLevelObjectives(1, 2, 4, 8, 16, 32, 64)
          .register(registry);
  private final Counter evicted =
      Counter.builder("sleipnir.sessions.evicted")
          .description("Sessions ended because unused")
          .register(registry);
  private final Counter taken = reloads("taken");
  private final Counter refused = reloads("refused");

  Figures() {
    new JvmMemoryMetrics().bindTo(registry);
    collections.bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
  }

  private Counter reloads(String result) {
    return Counter.builder("sleipnir.models")
        .description("Other models that were found in the file")
        .tag("result", result)
        .register(registry);
  }

  /** A figure that is asked for when it is looked at. */
  void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).strongReference(true).register(registry);
  }

  /** Routes are few and fixed: what a client sends is no name of anything. */
  void request(String route, int status, long nanos) {
    Timer.builder("sleipnir.requests")
        .description("From the first byte to the answer")
        .tag("route", route)
        .tag("status", Integer.toString(status))
        .publishPercentileHistogram()
        .register(registry)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  void queued(long nanos) {
    queue.record(nanos, TimeUnit.NANOSECONDS);
  }

  void batch(int inputs) {
    batches.record(inputs);
  }

  void evicted() {
    evicted.increment();
  }

  void model(boolean serves) {
    (serves ? taken : refused).increment();
  }

  /** All of them, as Prometheus reads them. */
  String text() {
    return registry.scrape();
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
