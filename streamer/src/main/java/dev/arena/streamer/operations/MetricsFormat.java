package dev.arena.streamer.operations;

import dev.arena.streamer.operations.AcceptHeader.MediaType;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;

/**
 * Writes metrics as Prometheus' text or as OpenMetrics, whichever the client prefers. One that
 * accepts neither gets the text: Prometheus reads its content type, and an answer in another format
 * tells more than none.
 */
final class MetricsFormat {
  private static final int OK = 200;
  private static final MediaType TEXT = new MediaType("text", "plain", Set.of("0.0.4", "1.0.0"));
  private static final MediaType OPEN_METRICS =
      new MediaType("application", "openmetrics-text", Set.of("0.0.1", "1.0.0"));

  private final ExpositionFormats formats = ExpositionFormats.init();

  HttpAnswer answer(AcceptHeader accept, MetricSnapshots metrics) {
    ExpositionFormatWriter writer =
        accept.quality(OPEN_METRICS) > accept.quality(TEXT)
            ? formats.getOpenMetricsTextFormatWriter()
            : formats.getPrometheusTextFormatWriter();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      writer.write(bytes, metrics);
    } catch (IOException impossibleInMemory) {
      throw new UncheckedIOException(impossibleInMemory);
    }
    return new HttpAnswer(OK, writer.getContentType(), bytes.toByteArray());
  }
}
