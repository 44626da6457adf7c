package dev.arena.trainer.report;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.arena.schemas.failure.FileErrors;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.file.AtomicFile;
import dev.arena.schemas.file.CreatedFolder;
import dev.arena.schemas.file.OutputFile;
import dev.arena.statistics.Interval;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes a report: a self-contained {@code report.html}, and {@code report.json} with the same
 * figures.
 *
 * <p>The page shows the beginnings of a few rows' texts; the JSON holds no texts.
 */
public final class Report {
  /** The page. */
  public static final String PAGE = "report.html";

  /** The figures. */
  public static final String FIGURES = "report.json";

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .addMixIn(Interval.class, Ends.class)
          .build();

  /** An interval is written as its two ends. */
  private interface Ends {
    @JsonValue
    List<Double> ends();
  }

  private Report() {}

  /**
   * Creates the directory of a report, so that an unusable one is found before a long computation.
   *
   * @return the directory; closing it removes it if it is empty
   * @throws UserException if the directory cannot be created
   */
  public static CreatedFolder prepare(Path directory) {
    try {
      return CreatedFolder.create(directory);
    } catch (IOException e) {
      throw new UserException(
          "the directory %s cannot be created (%s); expected a writable place for the report. Name another with --report."
              .formatted(directory, FileErrors.describe(e)),
          e);
    }
  }

  /**
   * Refuses to overwrite a report without {@code --replace}.
   *
   * @param replace whether {@code --replace} was given
   */
  public static void requireNew(Path directory, boolean replace) {
    OutputFile.requireNew(directory.resolve(PAGE), replace);
    OutputFile.requireNew(directory.resolve(FIGURES), replace);
  }

  /**
   * Writes both files, replacing existing ones.
   *
   * @throws UserException if they cannot be written
   */
  public static void write(Path directory, ReportData data) {
    try (CreatedFolder made = prepare(directory)) {
      replace(directory.resolve(FIGURES), json(data));
      replace(directory.resolve(PAGE), ReportPage.of(data));
    }
  }

  /** Figures as JSON, in the format that all commands share. */
  public static String json(Object data) {
    try {
      return MAPPER.writeValueAsString(data) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("figures cannot be written as JSON", e);
    }
  }

  private static void replace(Path file, String text) {
    try {
      AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UserException(
          "%s cannot be written (%s); expected a writable place for the report. Free space, or name another with --report."
              .formatted(file, FileErrors.describe(e)),
          e);
    }
  }
}
