package dev.arena.trainer.tune;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.schemas.failure.FileErrors;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.file.AtomicFile;
import dev.arena.schemas.file.CreatedFolder;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one training run: {@code run.json} describes its inputs and settings, and {@code
 * log.jsonl} its progress; {@code checkpoints/last} and {@code checkpoints/best} hold the weights.
 * Only one process at a time may have it open.
 */
public final class RunDirectory implements AutoCloseable {
  private static final String RECORD = "run.json";
  static final String LOG = "log.jsonl";
  private static final String CHECKPOINTS = "checkpoints";
  private static final String LOCK = ".lock";
  private static final String FINISHED = "finished";

  private final Path path;
  private final Clock clock;
  private final CreatedFolder folder;
  private final RandomAccessFile lock;
  private final Checkpoints checkpoints;
  private @Nullable TrainingLog log;

  private RunDirectory(Path path, Clock clock, CreatedFolder folder, RandomAccessFile lock) {
    this.path = path;
    this.clock = clock;
    this.folder = folder;
    this.lock = lock;
    this.checkpoints = new Checkpoints(path.resolve(CHECKPOINTS));
  }

  /**
   * Opens a folder for writing, and creates it if it is missing.
   *
   * @throws UserException if another process is training in it, or if it cannot be written to
   */
  public static RunDirectory open(Path path, Clock clock) {
    try {
      CreatedFolder folder = CreatedFolder.create(path);
      RandomAccessFile lock = new RandomAccessFile(path.resolve(LOCK).toFile(), "rw");
      // a lock file that has since been removed belonged to a run that was refused
      if (!locked(lock) || !Files.exists(path.resolve(LOCK))) {
        lock.close();
        throw new UserException(
            "another training run is using %s; expected one at a time. Wait for it, or name another folder (--work DIR)."
                .formatted(path));
      }
      return new RunDirectory(path, clock, folder, lock);
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  private static boolean locked(RandomAccessFile file) throws IOException {
    try {
      return file.getChannel().tryLock() != null;
    } catch (OverlappingFileLockException sameProcess) {
      return false;
    }
  }

  /** The folder. */
  public Path path() {
    return path;
  }

  /** Whether the run in a folder is finished. */
  public static boolean isFinished(Path path) {
    return isThere(path) && record(path).hasNonNull(FINISHED);
  }

  /** Whether a folder holds a run. */
  public static boolean isThere(Path path) {
    return Files.isRegularFile(path.resolve(RECORD));
  }

  /** The path of {@code run.json} in a folder. */
  public static Path recordFile(Path path) {
    return path.resolve(RECORD);
  }

  /**
   * The content of {@code run.json}; its keys are not checked.
   *
   * @throws UserException if it is missing or is not a JSON object
   */
  public static ObjectNode record(Path path) {
    Path file = recordFile(path);
    if (!isThere(path)) {
      throw new UserException(
          "%s has no %s; expected the folder of a training run (OUT.training, unless --work named another). Start a run without --resume."
              .formatted(path, RECORD));
    }
    try {
      if (Checkpoint.MAPPER.readTree(Files.readAllBytes(file)) instanceof ObjectNode record) {
        return record;
      }
      throw unreadable(file, "is not a JSON object", null);
    } catch (JsonProcessingException e) {
      throw unreadable(file, Checkpoint.fault(e), e);
    } catch (IOException e) {
      throw unreadable(file, "cannot be read (%s)".formatted(FileErrors.describe(e)), e);
    }
  }

  private static UserException unreadable(Path file, String found, @Nullable Exception cause) {
    return new UserException(
        "%s %s; expected it to be as the training run wrote it. Restore it, or start over (./arena train --start-over)."
            .formatted(file, found),
        cause);
  }

  /**
   * Refuses to discard the progress of an unfinished run.
   *
   * @param resume the command that resumes it
   */
  public void requireNothingToLose(String resume) {
    if (!isThere(path) || isFinished(path)) {
      return;
    }
    Checkpoint checkpoint = checkpoints.newest(warning -> {});
    if (checkpoint != null && checkpoint.state().step() > 0) {
      throw new UserException(
          """
          %s holds an unfinished training run, at step %d of %d.
            Resume it (%s), or pass --start-over to discard it.\
          """
              .formatted(path, checkpoint.state().step(), checkpoint.state().steps(), resume));
    }
  }

  /**
   * Starts a run; the files of an earlier one are removed.
   *
   * @param record the content of {@code run.json}; Jackson writes it as an object
   * @throws UserException if there are checkpoints but no record of a run
   */
  public void begin(Object record) {
    if (!isThere(path) && Files.exists(path.resolve(CHECKPOINTS))) {
      throw new UserException(
          "%s holds %s but no %s, so Arena did not create it; expected a new or empty folder. Name another (--work DIR)."
              .formatted(path, CHECKPOINTS, RECORD));
    }
    closeLog();
    try {
      Checkpoints.delete(path.resolve(CHECKPOINTS));
      Files.deleteIfExists(path.resolve(LOG));
      writeRecord(record);
    } catch (IOException e) {
      throw unwritable(path, e);
    }
    log().append("start", Map.of());
  }

  /**
   * The checkpoint to resume from, verified together with everything that it needs.
   *
   * @param warnings receives the reason why the last checkpoint cannot be used
   * @return null if the run had not written one yet, and therefore starts over
   * @throws UserException if there are checkpoints, but none can be resumed from
   */
  public static @Nullable Checkpoint newest(Path path, Consumer<String> warnings) {
    return new Checkpoints(path.resolve(CHECKPOINTS)).newest(warnings);
  }

  /**
   * Resumes a run: the log is truncated to its length at the checkpoint.
   *
   * @param checkpoint the run's {@link #newest}, or null if it has none
   */
  public void resume(@Nullable Checkpoint checkpoint) {
    log().cut(checkpoint == null ? 0 : checkpoint.logBytes());
    log().append("resume", Map.of("step", checkpoint == null ? 0 : checkpoint.state().step()));
  }

  /** The checkpoint with the best weights, which must be from this step. */
  public Checkpoint best(int step) {
    return checkpoints.best(step);
  }

  /** The journal that writes the log and the checkpoints of a fine-tuning run. */
  public Journal journal(Duration every) {
    return new RunJournal(log(), checkpoints, every, System::nanoTime);
  }

  /** Marks the run as finished: nothing is left to resume. */
  public void finish() {
    try {
      ObjectNode record = record(path);
      record.put(FINISHED, clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
      writeRecord(record);
      checkpoints.dropOptimizerState();
    } catch (IOException e) {
      throw unwritable(path, e);
    }
    log().append("end", Map.of());
  }

  private void writeRecord(Object record) throws IOException {
    AtomicFile.write(path.resolve(RECORD), Checkpoint.MAPPER.writeValueAsBytes(record));
  }

  private TrainingLog log() {
    if (log == null) {
      log = new TrainingLog(path.resolve(LOG), clock);
    }
    return log;
  }

  private static UserException unwritable(Path path, IOException cause) {
    return new UserException(
        "%s cannot be written (%s); expected a folder for the run's checkpoints. Free some space, or name another folder (--work DIR)."
            .formatted(path, FileErrors.describe(cause)),
        cause);
  }

  private void closeLog() {
    if (log != null) {
      log.close();
      log = null;
    }
  }

  @Override
  public void close() {
    closeLog();
    try (folder;
        lock) {
      if (!isThere(path)) {
        Files.deleteIfExists(path.resolve(LOCK)); // no run was started
      }
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }
}
