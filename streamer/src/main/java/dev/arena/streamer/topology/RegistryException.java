package dev.arena.streamer.topology;

import org.jspecify.annotations.Nullable;

/** The schema registry does not do its work; no record is at fault, and the scorer waits for it. */
public final class RegistryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what was found, what was expected, what to do
   */
  public RegistryException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
