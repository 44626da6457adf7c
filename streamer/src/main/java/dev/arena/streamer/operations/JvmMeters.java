package dev.arena.streamer.operations;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Micrometer's metrics of the JVM and its process, and the process's memory beside them. */
final class JvmMeters implements AutoCloseable {
  /** Of Linux; its second number is in pages, of 4 KB on the processors that Arena runs on. */
  private static final Path STATM = Path.of("/proc/self/statm");

  private static final long PAGE_BYTES = 4096;

  private final JvmGcMetrics collections = new JvmGcMetrics();

  JvmMeters(MeterRegistry registry) {
    new ClassLoaderMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    collections.bindTo(registry);
    if (Files.isReadable(STATM)) {
      Gauge.builder(Metric.RESIDENT_MEMORY.metricName(), JvmMeters::residentBytes)
          .description(Metric.RESIDENT_MEMORY.sentence())
          .register(registry);
    }
  }

  /** Stops listening to the JVM's collectors. */
  @Override
  public void close() {
    collections.close();
  }

  private static double residentBytes() {
    try {
      return PAGE_BYTES * Double.parseDouble(Files.readString(STATM).split(" ", 3)[1]);
    } catch (IOException gone) {
      return Double.NaN;
    }
  }
}
