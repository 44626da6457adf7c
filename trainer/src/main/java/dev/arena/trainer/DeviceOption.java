package dev.arena.trainer;

import dev.arena.models.DeviceChoice;
import dev.arena.schemas.failure.UsageException;
import dev.arena.trainer.network.Devices;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option of commands that compute with the network about where to do so. */
final class DeviceOption {
  static final String NAME = "--device";

  @Option(
      names = NAME,
      paramLabel = "auto|cpu|cuda:N,...",
      description =
          "Where to compute: auto is the first GPU where one can be used, else the CPU;"
              + " cuda:0,cuda:1 shares each batch (default: auto; what goes on with a training or"
              + " exports it is where that was).")
  private @Nullable String text;

  /** What was typed; null if nothing was. */
  @Nullable DeviceChoice choice() {
    if (text == null) {
      return null;
    }
    try {
      return DeviceChoice.parse(text);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--" + e.getMessage() + ".");
    }
  }

  /** Refuses a GPU that cannot be used, before anything is read. */
  void requireUsable() {
    if (choice() instanceof DeviceChoice.Cuda cuda) {
      Devices.of(cuda);
    }
  }
}
