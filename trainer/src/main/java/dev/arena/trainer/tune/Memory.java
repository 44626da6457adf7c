package dev.arena.trainer.tune;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The memory of this process, including native memory on Linux. */
final class Memory {
  private static final Path PAGES = Path.of("/proc/self/statm");
  private static final int PAGE_BYTES = 4096;
  private static final int MEGA = 1 << 20;

  private Memory() {}

  /** Resident memory on Linux; elsewhere the size of the heap. */
  static long megabytes() {
    try {
      String[] pages = Files.readString(PAGES, StandardCharsets.US_ASCII).split(" ", -1);
      return Long.parseLong(pages[1]) * PAGE_BYTES / MEGA;
    } catch (IOException | NumberFormatException notLinux) {
      return Runtime.getRuntime().totalMemory() / MEGA;
    }
  }
}
