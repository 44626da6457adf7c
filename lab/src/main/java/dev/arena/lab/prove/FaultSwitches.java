package dev.arena.lab.prove;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What one process wants of a stand-in in another: a file in a folder for each wish.
 *
 * @param folder is there
 */
record FaultSwitches(Path folder) {
  /** Batches take long as long as it is there. */
  static final String SLOW = "slow";

  /** The next batch fails. */
  static final String FAILING = "failing";

  /** The device fails at the next batch. */
  static final String LOST = "lost";

  /** Wishes something. */
  void wish(String wish) {
    try {
      Files.createFile(folder.resolve(wish));
    } catch (FileAlreadyExistsException wishedAlready) {
      // once is enough
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  /** Whether it is wished. */
  boolean is(String wish) {
    return Files.exists(folder.resolve(wish));
  }

  /** Whether it is wished, and wishes it no more. */
  boolean take(String wish) {
    try {
      return Files.deleteIfExists(folder.resolve(wish));
    } catch (IOException undeletable) {
      throw new UncheckedIOException(undeletable);
    }
  }
}
