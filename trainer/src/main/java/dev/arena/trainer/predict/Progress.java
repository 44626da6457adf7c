package dev.arena.trainer.predict;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.file.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The progress of a prediction and what it predicts: a small JSON file beside the predictions.
 *
 * @param model name and version
 * @param bundleSha256 of {@code bundle.json}, which holds the hashes of the bundle's other files
 * @param precision of the encoder
 * @param rows how many were scored and are on the disk
 * @param bytes how long the file of predictions is with them
 * @param rowsSha256 of what was read in those rows
 */
record Progress(
    String model, String bundleSha256, String precision, long rows, long bytes, String rowsSha256) {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  /** Reads the file; null if there is none. */
  static @Nullable Progress read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return null;
    }
    try {
      return MAPPER.readValue(Files.readAllBytes(file), Progress.class);
    } catch (JsonProcessingException e) {
      throw new UserException(
          "%s cannot be read as JSON (%s); expected what ./arena predict wrote. Remove it to start over."
              .formatted(file, e.getOriginalMessage()),
          e);
    }
  }

  /** The same run with more rows done. */
  Progress after(long moreRows, long moreBytes, String sha256) {
    return new Progress(model, bundleSha256, precision, moreRows, moreBytes, sha256);
  }

  /** Replaces the file atomically. */
  void write(Path file) throws IOException {
    AtomicFile.write(file, MAPPER.writeValueAsBytes(this));
  }
}
