package dev.arena.schemas.failure;

/**
 * The environment can no longer score: a device was lost, memory ran out, or a run was rejected.
 * The pairs are not at fault; retry after a restart.
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
