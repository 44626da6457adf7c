package dev.arena.lab.prove;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Requests for faults that one process makes to a stand-in in another process. Each request is a
 * file in a shared folder.
 *
 * @param folder an existing folder
 */
record FaultSwitches(Path folder) {
  /** Batches are slow as long as this is set. */
  static final String SLOW = "slow";

  /** The next batch fails. */
  static final String FAILING = "failing";

  /** The device fails at the next batch. */
  static final String LOST = "lost";

  /** Sets a request; setting it again has no effect. */
  void set(String request) {
    try {
      Files.createFile(folder.resolve(request));
    } catch (FileAlreadyExistsException alreadySet) {
      // one file is enough
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  /** Whether a request is set. */
  boolean isSet(String request) {
    return Files.exists(folder.resolve(request));
  }

  /** Clears a request, and returns whether it was set. */
  boolean consume(String request) {
    try {
      return Files.deleteIfExists(folder.resolve(request));
    } catch (IOException undeletable) {
      throw new UncheckedIOException(undeletable);
    }
  }
}
