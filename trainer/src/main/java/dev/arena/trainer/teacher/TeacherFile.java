package dev.arena.trainer.teacher;

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
 * The probabilities of one teacher, by the id of the pair.
 *
 * @param choice the file, and the columns to read
 * @param sha256 of its bytes
 * @param byId at least one
 */
public record TeacherFile(TeacherChoice choice, String sha256, Map<String, Probabilities> byId) {
  public TeacherFile {
    byId = Map.copyOf(byId);
  }

  /**
   * Reads a file in the format of {@link SubmissionReader}.
   *
   * @throws UserException if it cannot be read, has no probabilities, or contains an id twice
   */
  static TeacherFile read(TeacherChoice choice) {
    MessageDigest digest = Sha256.digest();
    InputFile input =
        InputFile.open(
            choice.file().toString(), "CSV", stream -> new DigestInputStream(stream, digest));
    Map<String, Probabilities> byId = new HashMap<>();
    SubmissionReader.read(
        input,
        choice.columns(),
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
              .formatted(choice));
    }
    return new TeacherFile(choice, HexFormat.of().formatHex(digest.digest()), byId);
  }

  /** The name in reports, without the file's folder. */
  public String name() {
    return new TeacherChoice(Path.of(String.valueOf(choice.file().getFileName())), choice.columns())
        .toString();
  }
}
