package dev.arena.trainer.tune;

import dev.arena.schemas.failure.FileErrors;
import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoints of a run: {@code last}, and {@code best}, whose weights did best on held-out
 * pairs. A checkpoint is replaced only when the new one is complete, so at any moment one of the
 * two can be read.
 */
final class Checkpoints {
  static final String LAST = "last";
  static final String BEST = "best";

  private final Path folder;

  Checkpoints(Path folder) {
    this.folder = folder;
  }

  /** Replaces {@code last}, and {@code best} too if these weights are the best so far. */
  void write(Checkpoint.Snapshot snapshot, long logBytes) {
    // last comes first: after a crash between the two, last itself holds the best weights
    replace(LAST, snapshot, logBytes);
    if (snapshot.state().bestStep() == snapshot.state().step()) {
      replace(BEST, snapshot, logBytes);
    }
  }

  private void replace(String name, Checkpoint.Snapshot snapshot, long logBytes) {
    Path fresh = folder.resolve("." + name + ".new");
    // an interrupt would close channels halfway through
    boolean interrupted = Thread.interrupted();
    try {
      Files.createDirectories(folder);
      repair(name);
      Files.createDirectory(fresh);
      Checkpoint.write(fresh, snapshot, logBytes);
      forceNames(fresh);
      Path place = folder.resolve(name);
      Path old = old(name);
      if (Files.exists(place)) {
        Files.move(place, old, StandardCopyOption.ATOMIC_MOVE);
      }
      Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
      forceNames(folder);
      delete(old);
    } catch (IOException e) {
      throw unwritten(fresh, snapshot, FileErrors.describe(e) + ".", e);
    } catch (UserException e) {
      throw unwritten(fresh, snapshot, String.valueOf(e.getMessage()), e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private UserException unwritten(
      Path fresh, Checkpoint.Snapshot snapshot, String found, Exception failure) {
    removeAfter(fresh, failure);
    return new UserException(
        "the checkpoint of step %d was not written: %s\n  %s"
            .formatted(snapshot.state().step(), found, kept()),
        failure);
  }

  /** Which checkpoint is kept, for the terminal. */
  String kept() {
    return Files.exists(folder.resolve(LAST))
        ? "The previous checkpoint is kept in %s; --resume continues from it."
            .formatted(folder.resolve(LAST))
        : "There is no previous checkpoint.";
  }

  private static void removeAfter(Path fresh, Exception failure) {
    try {
      delete(fresh);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private Path old(String name) {
    return folder.resolve("." + name + ".old");
  }

  /** Completes or rolls back a replacement that a crash interrupted. */
  private void repair(String name) throws IOException {
    Path place = folder.resolve(name);
    if (!Files.exists(place) && Files.exists(old(name))) {
      Files.move(old(name), place, StandardCopyOption.ATOMIC_MOVE);
    }
    delete(old(name));
    delete(folder.resolve("." + name + ".new"));
  }

  /**
   * The checkpoint to resume from, verified together with everything that it needs; null if none
   * has been written yet. It is the last one or, if that is damaged, the best one; the steps after
   * that are then repeated.
   *
   * @param warnings receives the reason why the last one is not used
   * @throws UserException if there are checkpoints, but none can be resumed from
   */
  @Nullable Checkpoint newest(Consumer<String> warnings) {
    List<String> troubles = new ArrayList<>();
    boolean any = false;
    for (String name : List.of(LAST, BEST)) {
      try {
        repair(name);
        any |= Files.exists(folder.resolve(name));
        Checkpoint checkpoint = resumable(name);
        if (!troubles.isEmpty()) {
          warnings.accept(
              "%s%n  Resuming from %s, which is intact; later steps are repeated."
                  .formatted(String.join(System.lineSeparator() + "  ", troubles), checkpoint));
        }
        return checkpoint;
      } catch (UserException e) {
        troubles.add(String.valueOf(e.getMessage()));
      } catch (IOException e) {
        troubles.add(
            "%s cannot be read (%s).".formatted(folder.resolve(name), FileErrors.describe(e)));
      }
    }
    if (!any) {
      return null;
    }
    throw new UserException(
        "there is no usable checkpoint.%n  %s%n  Restore one as the training run left it, or start over (--start-over)."
            .formatted(String.join(System.lineSeparator() + "  ", troubles)));
  }

  private Checkpoint resumable(String name) {
    Path place = folder.resolve(name);
    if (!Files.exists(place)) {
      throw new UserException("there is no %s.".formatted(place));
    }
    Checkpoint checkpoint = Checkpoint.read(place);
    if (!checkpoint.isResumable()) {
      throw new UserException(
          "the checkpoint %s has no %s, which the next step needs."
              .formatted(place, Checkpoint.OPTIMIZER));
    }
    if (checkpoint.state().bestStep() != checkpoint.state().step()) {
      requireBestOf(checkpoint);
    }
    return checkpoint;
  }

  /** Resuming from an intact checkpoint also needs the best weights from before it. */
  private void requireBestOf(Checkpoint checkpoint) {
    try {
      best(checkpoint.state().bestStep());
    } catch (UserException e) {
      throw new UserException(
          "%s is intact, but needs the best weights so far, which are lost; ./arena export --checkpoint %s can still write its bundle."
              .formatted(checkpoint, checkpoint.directory()),
          e);
    }
  }

  /**
   * The checkpoint with the best weights.
   *
   * @throws UserException if it is damaged or from another step
   */
  Checkpoint best(int step) {
    Checkpoint best = Checkpoint.read(folder.resolve(BEST));
    if (best.state().step() != step) {
      throw new UserException(
          "%s is from step %d; expected step %d, the best one. Restore that checkpoint, or start over (--start-over)."
              .formatted(best.directory(), best.state().step(), step));
    }
    return best;
  }

  /** Removes the files that only an unfinished run needs. */
  void dropOptimizerState() throws IOException {
    Files.deleteIfExists(folder.resolve(BEST).resolve(Checkpoint.OPTIMIZER));
  }

  /** Forces the entries of a folder to the disk, on systems that can open a folder. */
  private static void forceNames(Path folder) throws IOException {
    if (!System.getProperty("os.name").startsWith("Windows")) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /** Deletes a folder and its contents, if it exists. */
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> entries;
    try (Stream<Path> walked = Files.walk(folder)) {
      entries = walked.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path entry : entries) {
      Files.delete(entry);
    }
  }
}
