package dev.arena.trainer.predict;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.arena.models.bundle.Sha256;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.SubmissionWriter;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.file.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Incomplete predictions: {@code FILE.partial}, and beside it {@code FILE.partial.json}, its {@link
 * Progress}. Both are removed once FILE is complete.
 *
 * @param file the final place of the predictions
 * @param lines their temporary place
 * @param progress the file with the number of valid lines
 */
record PartialFile(Path file, Path lines, Path progress) {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  static PartialFile of(Path file) {
    return new PartialFile(file, sibling(file, ".partial"), sibling(file, ".partial.json"));
  }

  private static Path sibling(Path file, String ending) {
    return file.resolveSibling(file.getFileName() + ending);
  }

  /** The progress of an earlier run; null if there is none. */
  @Nullable Progress earlier() throws IOException {
    if (!Files.exists(lines) || !Files.exists(progress)) {
      return null;
    }
    try {
      return MAPPER.readValue(Files.readAllBytes(progress), Progress.class);
    } catch (JsonProcessingException e) {
      throw new UserException(
          "%s cannot be read as JSON (%s); expected it to be as ./arena predict wrote it. Remove it to start over."
              .formatted(progress, e.getOriginalMessage()),
          e);
    }
  }

  /** The exception that refuses to discard the predictions from an earlier run. */
  UserException unfinished(Progress earlier) {
    return new UserException(
        "%s holds %,d predictions from an unfinished run; expected none. Add --resume to continue it, or remove the file to start over."
            .formatted(lines, earlier.rows()));
  }

  /**
   * Requires that the existing predictions come from the same model.
   *
   * @param now this run, with no rows done
   */
  void requireSameModel(Progress left, Progress now) throws IOException {
    if (!left.bundleSha256().equals(now.bundleSha256())) {
      throw other(
          "predictions by another bundle (%s; this one is %s)".formatted(left.model(), now.model()),
          "the same bundle");
    }
    if (!left.precision().equals(now.precision())) {
      throw other(
          "predictions in %s, but this machine would continue in %s"
              .formatted(left.precision(), now.precision()),
          "the same precision");
    }
    if (left.explained() != now.explained()) {
      throw other(
          left.explained()
              ? "predictions with explanations, but this run has no --explain"
              : "predictions without explanations, but this run has --explain",
          "the same option");
    }
    if (Files.size(lines) < left.bytes()) {
      throw other(
          "%,d bytes, but %s says %,d"
              .formatted(Files.size(lines), progress.getFileName(), left.bytes()),
          "both to match");
    }
  }

  /**
   * Skips the rows that have predictions, and requires them to be unchanged.
   *
   * @param input the name of the input in messages
   * @return the digest of the skipped rows
   */
  RowDigest skip(Progress left, Iterator<CsvPair> rows, String input) {
    RowDigest digest = new RowDigest();
    for (long row = 0; row < left.rows(); row++) {
      if (!rows.hasNext()) {
        throw other(
            "predictions for %,d rows, but %s has %,d".formatted(left.rows(), input, row),
            "the same input");
      }
      digest.add(rows.next());
    }
    if (!digest.soFar().equals(left.rowsSha256())) {
      throw other(
          "predictions for rows other than the first %,d of %s".formatted(left.rows(), input),
          "the same input");
    }
    return digest;
  }

  private UserException other(String found, String expected) {
    return new UserException(
        "%s holds %s; expected %s. Resume with the same input and bundle, or remove the file to start over."
            .formatted(lines, found, expected));
  }

  /** Opens the file for writing after its valid lines. */
  SubmissionWriter open(Progress done) throws IOException {
    if (done.rows() == 0) {
      Files.deleteIfExists(progress);
    }
    return SubmissionWriter.resumable(
        file, lines, done.bytes(), done.explained() ? ExplanationColumns.names() : List.of());
  }

  /** Saves the number of valid lines; the file is replaced atomically. */
  void save(Progress done) {
    try {
      AtomicFile.write(progress, MAPPER.writeValueAsBytes(done));
    } catch (IOException e) {
      throw new UncheckedIOException(progress + " cannot be written", e);
    }
  }

  /** Removes all partial files. */
  void delete() throws IOException {
    Files.deleteIfExists(lines);
    forget();
  }

  /** Removes the progress file once the predictions are complete. */
  void forget() throws IOException {
    Files.deleteIfExists(progress);
  }

  /**
   * The progress and the inputs of a run, in a small JSON file beside the predictions.
   *
   * @param model name and version
   * @param bundleSha256 of {@code bundle.json}, which holds the hashes of the bundle's other files
   * @param precision of the encoder
   * @param explained whether the lines hold explanations; false in files of earlier versions
   * @param rows how many were scored and are on disk
   * @param bytes length of the file with these predictions
   * @param rowsSha256 of the content of these rows
   */
  record Progress(
      String model,
      String bundleSha256,
      String precision,
      boolean explained,
      long rows,
      long bytes,
      String rowsSha256) {

    /** The same run with more rows done. */
    Progress after(long moreRows, long moreBytes, String sha256) {
      return new Progress(model, bundleSha256, precision, explained, moreRows, moreBytes, sha256);
    }
  }

  /** A running hash of the rows, with which a later run checks that it reads the same ones. */
  static final class RowDigest {
    private final MessageDigest digest = Sha256.digest();

    void add(CsvPair row) {
      try {
        digest.update(row.pair().toByteBuffer());
      } catch (IOException e) {
        throw new UncheckedIOException("a pair cannot be written to memory", e);
      }
    }

    /** The hash of the rows so far, in hexadecimal. */
    String soFar() {
      try {
        return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
      } catch (CloneNotSupportedException e) {
        throw new IllegalStateException("Java's SHA-256 can be copied", e);
      }
    }
  }
}
