package dev.arena.kafka.failure;

import org.jspecify.annotations.Nullable;

/** The schema registry failed; no record is at fault, and the service waits for the registry. */
public final class RegistryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what was found, what was expected, and what to do
   */
  public RegistryException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
