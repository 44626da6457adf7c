package dev.arena.schemas.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A file system of 64 KB, to be filled. */
public final class SmallDisk implements AutoCloseable {
  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  /**
   * Mounts one; if this user may not, the test is skipped.
   *
   * @param folder the mount point, which is created
   */
  public static SmallDisk mount(Path folder) throws IOException {
    Files.createDirectories(folder);
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder.toString()),
        "no file system can be mounted here; expected one of 64 KB to fill");
    return new SmallDisk(folder);
  }

  /** Where it is mounted. */
  public Path folder() {
    return folder;
  }

  private static boolean run(String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException absent) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    if (!run("umount", folder.toString())) {
      throw new IllegalStateException(folder + " cannot be unmounted");
    }
  }
}
