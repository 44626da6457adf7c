package dev.arena.trainer;

import dev.arena.models.DeviceChoice;
import dev.arena.schemas.failure.UsageException;
import dev.arena.trainer.network.Devices;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option {@code --device} of commands that run the network. */
final class DeviceOption {
  static final String NAME = "--device";

  @Option(
      names = NAME,
      paramLabel = "auto|cpu|cuda:N,...",
      description =
          "Where to compute: auto is the first usable GPU, or else the CPU;"
              + " cuda:0,cuda:1 share each batch (default: auto; resuming or exporting uses the"
              + " original device).")
  private @Nullable String text;

  /** The choice; null if none was given. */
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

  /** Refuses an unusable GPU before anything is read. */
  void requireUsable() {
    if (choice() instanceof DeviceChoice.Cuda cuda) {
      Devices.of(cuda);
    }
  }
}
