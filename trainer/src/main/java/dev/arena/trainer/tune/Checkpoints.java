package dev.arena.trainer.tune;

import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoints of a run: {@code last}, and {@code best}, whose weights did best on held-out
 * pairs. Each is replaced by a complete one: at any moment one of both names, or the one that was
 * there before, can be read.
 */
final class Checkpoints {
  static final String LAST = "last";
  static final String BEST = "best";

  private final Path folder;

  Checkpoints(Path folder) {
    this.folder = folder;
  }

  /** Replaces {@code last}, and {@code best} too if these weights are the best so far. */
  void write(Snapshot snapshot, long logBytes) {
    // last goes first: a crash in between leaves a last that holds the best weights itself
    replace(LAST, snapshot, logBytes);
    if (snapshot.state().bestStep() == snapshot.state().step()) {
      replace(BEST, snapshot, logBytes);
    }
  }

  private void replace(String name, Snapshot snapshot, long logBytes) {
    Path fresh = folder.resolve("." + name + ".new");
    try {
      Durable.undisturbed(
          () -> {
            Files.createDirectories(folder);
            mend(name);
            Files.createDirectory(fresh);
            Checkpoint.write(fresh, snapshot, logBytes);
            Durable.forceNames(fresh);
            Path place = folder.resolve(name);
            Path old = old(name);
            if (Files.exists(place)) {
              Files.move(place, old, StandardCopyOption.ATOMIC_MOVE);
            }
            Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
            Durable.forceNames(folder);
            Durable.delete(old);
          });
    } catch (IOException | UserException e) {
      removeAfter(fresh, e);
      throw new UserException(
          "the checkpoint of step %d was not written: %s\n  %s"
              .formatted(snapshot.state().step(), e.getMessage(), kept()),
          e);
    }
  }

  /** What is there after all, for a person whose training stopped. */
  String kept() {
    return Files.exists(folder.resolve(LAST))
        ? "The checkpoint before is kept in %s; --resume goes on from it."
            .formatted(folder.resolve(LAST))
        : "There is no checkpoint before it.";
  }

  private static void removeAfter(Path fresh, Exception failure) {
    try {
      Durable.delete(fresh);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private Path old(String name) {
    return folder.resolve("." + name + ".old");
  }

  /** Finishes, or takes back, what a crash interrupted. */
  private void mend(String name) throws IOException {
    Path place = folder.resolve(name);
    if (!Files.exists(place) && Files.exists(old(name))) {
      Files.move(old(name), place, StandardCopyOption.ATOMIC_MOVE);
    }
    Durable.delete(old(name));
    Durable.delete(folder.resolve("." + name + ".new"));
  }

  /** Whether there is something to go on from. */
  boolean exist() {
    return Files.exists(folder.resolve(LAST)) || Files.exists(old(LAST));
  }

  /**
   * The checkpoint to go on from: the last one, or the best if that is damaged, from which the same
   * steps follow once more; null if none was written yet.
   *
   * @param warnings is told why the last one was not taken
   */
  @Nullable Checkpoint newest(Consumer<String> warnings) {
    List<String> troubles = new ArrayList<>();
    for (String name : List.of(LAST, BEST)) {
      try {
        mend(name);
        if (Files.exists(folder.resolve(name))) {
          Checkpoint checkpoint = Checkpoint.read(folder.resolve(name));
          if (checkpoint.isResumable()) {
            troubles.forEach(warnings);
            return checkpoint;
          }
          troubles.add(checkpoint.directory() + " has no moments to go on with.");
        }
      } catch (UserException e) {
        troubles.add(String.valueOf(e.getMessage()));
      } catch (IOException e) {
        troubles.add("%s cannot be read (%s).".formatted(folder.resolve(name), e));
      }
    }
    if (troubles.isEmpty()) {
      return null;
    }
    throw new UserException(
        "no checkpoint can be gone on from: %s\n  Expected one as the training left it. Copy it back, or start over (--start-over)."
            .formatted(String.join(" ", troubles)));
  }

  /** The checkpoint of the best weights, which must be of a certain step. */
  Checkpoint best(int step) {
    Checkpoint best = Checkpoint.read(folder.resolve(BEST));
    if (best.state().step() != step) {
      throw new UserException(
          "%s is of step %d; expected step %d, the best one. Copy it back, or start over (--start-over)."
              .formatted(best.directory(), best.state().step(), step));
    }
    return best;
  }

  /** Removes what only an unfinished training needs. */
  void slim() throws IOException {
    Files.deleteIfExists(folder.resolve(BEST).resolve(Checkpoint.OPTIMIZER));
  }
}
