package dev.arena.schemas.failure;

/**
 * The environment can no longer score: a device was lost, memory ran out, a run was refused. The
 * pairs are not at fault; what helps is another try after a restart.
 */
public final class DeviceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what was being done, and on which device
   * @param cause what the runtime said
   */
  public DeviceException(String message, Throwable cause) {
    super(message, cause);
  }
}
