package dev.arena.schemas.failure;

/**
 * Thrown when the environment can no longer score because a device was lost, memory ran out, or a
 * run was rejected. The pairs are not at fault; retry after a restart.
 */
public final class DeviceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what was being done, and on which device
   * @param cause the runtime's exception
   */
  public DeviceException(String message, Throwable cause) {
    super(message, cause);
  }
}
