package dev.arena.trainer.tune;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Writing that a crash or a power cut at any moment leaves as it was before, or done. */
final class Durable {
  private Durable() {}

  /** What a {@link #undisturbed} block does. */
  @FunctionalInterface
  interface Writing {
    void write() throws IOException;
  }

  /** Keeps an interrupt, which would close channels, waiting until the writing is over. */
  static void undisturbed(Writing writing) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      writing.write();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Forces the names in a folder to the disk; nothing to do on systems that cannot open one. */
  static void forceNames(Path folder) throws IOException {
    if (!System.getProperty("os.name").startsWith("Windows")) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /** Removes a folder with all that is in it, if it is there. */
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> entries;
    try (Stream<Path> walked = Files.walk(folder)) {
      entries = walked.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path entry : entries) {
      Files.delete(entry);
    }
  }
}
