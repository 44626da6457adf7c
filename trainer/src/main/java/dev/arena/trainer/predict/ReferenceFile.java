package dev.arena.trainer.predict;

import dev.arena.models.Score;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.models.facts.DriftFeatures;
import dev.arena.schemas.PairFacts;
import dev.arena.schemas.failure.UsageException;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.file.AtomicFile;
import dev.arena.schemas.file.OutputFile;
import dev.arena.trainer.rows.ReferenceRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The file with the histograms of the predicted pairs' features, against which a scorer measures
 * drift instead of against its bundle's training votes.
 *
 * <p>An instance serves one run. Not thread-safe.
 */
public final class ReferenceFile {
  private static final String OPTION = "--reference";

  private final Path file;
  private final ReferenceRows rows = new ReferenceRows();
  private long pairs;

  /**
   * Refuses early what would fail later.
   *
   * @param input of the run
   * @param out where the run writes its predictions
   * @param replace whether an existing file may be replaced
   * @throws UserException if the file cannot be written, or is another file of the run
   */
  public ReferenceFile(Path file, String input, String out, boolean replace) {
    OutputFile.requireNoInput(OPTION, file.toString(), List.of(input));
    if (!out.equals(OutputFile.STANDARD_OUTPUT) && OutputFile.isSame(file, Path.of(out))) {
      throw new UsageException(
          "%s %s is also the file of the predictions; expected a different file. Name another."
              .formatted(OPTION, file));
    }
    OutputFile.folderOf(file);
    OutputFile.requireNew(file, replace);
    this.file = file;
    try {
      AtomicFile.create(file).close();
    } catch (IOException e) {
      throw OutputFile.unwritable(file.toString(), e);
    }
  }

  void add(Score score) {
    pairs++;
    rows.add(DriftFeatures.of(score.probabilities()));
    rows.add(DriftFeatures.of(score.tokens(), score.truncated()));
    PairFacts facts = score.facts();
    if (facts != null) {
      rows.add(DriftFeatures.of(facts));
    }
  }

  /**
   * Writes what was added.
   *
   * @param predicting the bundle that predicted all of it
   */
  void write(ModelBundle predicting) {
    if (pairs == 0) {
      throw new UserException(
          "%s was not written: the input has no pairs; expected at least one, and thousands for a useful reference. Name another input."
              .formatted(file));
    }
    try {
      AtomicFile.write(file, rows.reference().predictedBy(predicting.manifestSha256()).json());
    } catch (IOException e) {
      throw OutputFile.unwritable(file.toString(), e);
    }
  }
}
