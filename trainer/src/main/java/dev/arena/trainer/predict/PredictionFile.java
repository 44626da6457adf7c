package dev.arena.trainer.predict;

import dev.arena.models.Probabilities;
import dev.arena.models.bundle.Sha256;
import dev.arena.schemas.csv.SubmissionReader;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.file.InputFile;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * A file of predictions, by the id of the pair: by a model, a teacher or a judge.
 *
 * @param source the file, and the columns to read
 * @param sha256 of its bytes
 * @param byId at least one
 */
public record PredictionFile(
    PredictionFileName source, String sha256, Map<String, Probabilities> byId) {
  public PredictionFile {
    byId = Map.copyOf(byId);
  }

  /**
   * Reads a file in the format of {@link SubmissionReader}.
   *
   * @throws UserException if it cannot be read, has no probabilities, or contains an id twice
   */
  public static PredictionFile read(PredictionFileName source) {
    MessageDigest digest = Sha256.digest();
    InputFile input =
        InputFile.open(
            source.file().toString(), "CSV", stream -> new DigestInputStream(stream, digest));
    Map<String, Probabilities> byId = new HashMap<>();
    SubmissionReader.read(
        input,
        source.columns(),
        row -> {
          Probabilities p = Probabilities.scaled(row.a(), row.b(), row.tie());
          if (byId.put(row.id(), p) != null) {
            throw new UserException(
                "%s:%d: the id %s occurs twice; expected each pair once. Remove one of the rows."
                    .formatted(input.name(), row.line(), row.id()));
          }
        });
    if (byId.isEmpty()) {
      throw new UserException(
          "%s has no probabilities; expected at least one row with three. Name another file."
              .formatted(source));
    }
    return new PredictionFile(source, HexFormat.of().formatHex(digest.digest()), byId);
  }

  /** The name in reports, without the file's folder. */
  public String name() {
    return new PredictionFileName(
            Path.of(String.valueOf(source.file().getFileName())), source.columns())
        .toString();
  }
}
