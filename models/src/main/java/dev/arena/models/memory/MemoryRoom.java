package dev.arena.models.memory;

import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/**
 * How much memory this process can still take: of the Java heap, and of the machine or the
 * container. Asked before a bundle is opened, because nothing can be done once memory has run out:
 * the JVM ends the process ({@code -XX:+ExitOnOutOfMemoryError}), or the system does.
 *
 * @param root of the file system, for what Linux says in {@code /proc} and {@code /sys}
 */
public record MemoryRoom(Path root) {
  private static final int MEGA = 1 << 20;

  /** A limit of this size or more means none. */
  private static final long UNLIMITED = 1L << 60;

  /** This machine. */
  public static MemoryRoom ofThisMachine() {
    return new MemoryRoom(Path.of("/"));
  }

  /**
   * Makes sure that the heap has room.
   *
   * @param bytes an upper bound of what will be taken
   * @param subject what takes it, for the message
   * @throws UserException if it has not
   */
  public void requireHeap(long bytes, String subject) {
    if (bytes > freeHeap()) {
      System.gc(); // only what is in use counts, and garbage looks like it
      long free = freeHeap();
      if (bytes > free) {
        throw new UserException(
            """
            %s needs up to %d MB of the Java heap, which has %d MB left of %d MB.
              Expected room for it. Give the JVM a larger heap (ARENA_JAVA_OPTS=-Xmx...; in a container, more \
            memory), or use a smaller bundle."""
                .formatted(
                    subject,
                    megabytes(bytes),
                    free / MEGA,
                    Runtime.getRuntime().maxMemory() / MEGA));
      }
    }
  }

  /**
   * Makes sure that there is memory outside of the heap; does nothing where the system does not
   * tell.
   *
   * @param bytes an estimate of what will be taken
   * @param subject what takes it, for the message
   * @throws UserException if there is not
   */
  public void requireNative(long bytes, String subject) {
    OptionalLong free = freeNative();
    if (free.isPresent() && bytes > free.getAsLong()) {
      throw new UserException(
          """
          %s needs about %d MB of memory outside of the Java heap, and %d MB are available here.
            Expected room for it beside everything that runs. Give the machine or the container more memory, \
          or use a smaller bundle."""
              .formatted(subject, megabytes(bytes), free.getAsLong() / MEGA));
    }
  }

  private static long freeHeap() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
  }

  private static long megabytes(long bytes) {
    return (bytes + MEGA - 1) / MEGA;
  }

  /**
   * The memory that can be taken without swapping, within the limits of this process's control
   * groups; empty where the system does not tell.
   */
  OptionalLong freeNative() {
    LongStream.Builder free = LongStream.builder();
    field(root.resolve("proc/meminfo"), "MemAvailable:").ifPresent(kB -> free.add(kB << 10));
    for (String line : lines(root.resolve("proc/self/cgroup"))) {
      String[] parts = line.split(":", 3);
      if (parts.length == 3 && parts[1].isEmpty()) {
        addGroups(free, "sys/fs/cgroup", parts[2], UNIFIED);
      } else if (parts.length == 3 && List.of(parts[1].split(",", -1)).contains("memory")) {
        addGroups(free, "sys/fs/cgroup/memory", parts[2], FIRST_VERSION);
      }
    }
    return free.build().min();
  }

  /**
   * Names of files in a control group's folder.
   *
   * @param cache the field in {@code memory.stat} of what the system drops when memory is needed
   */
  private record GroupFiles(String limit, String usage, String cache) {}

  private static final GroupFiles UNIFIED =
      new GroupFiles("memory.max", "memory.current", "inactive_file");
  private static final GroupFiles FIRST_VERSION =
      new GroupFiles("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file");

  /** A limit of any group around this one holds; a container sees its own group as the top. */
  private void addGroups(LongStream.Builder free, String mount, String group, GroupFiles files) {
    Path top = root.resolve(mount);
    Path inner = top.resolve(group.replaceFirst("^/+", "")).normalize();
    for (Path folder = inner; folder != null && folder.startsWith(top); ) {
      add(free, folder, files);
      folder = folder.getParent();
    }
  }

  private static void add(LongStream.Builder free, Path folder, GroupFiles files) {
    OptionalLong limit = number(folder.resolve(files.limit()));
    OptionalLong usage = number(folder.resolve(files.usage()));
    if (limit.isPresent() && usage.isPresent() && limit.getAsLong() < UNLIMITED) {
      long cache = field(folder.resolve("memory.stat"), files.cache()).orElse(0);
      free.add(Math.max(0, limit.getAsLong() - usage.getAsLong() + cache));
    }
  }

  private static OptionalLong number(Path file) {
    List<String> lines = lines(file);
    return lines.isEmpty() ? OptionalLong.empty() : parsed(lines.get(0).strip());
  }

  /** The number behind a name at the beginning of a line. */
  private static OptionalLong field(Path file, String name) {
    for (String line : lines(file)) {
      String[] words = line.strip().split("\\s+", -1);
      if (words.length > 1 && words[0].equals(name)) {
        return parsed(words[1]);
      }
    }
    return OptionalLong.empty();
  }

  private static OptionalLong parsed(String text) {
    try {
      return OptionalLong.of(Long.parseLong(text));
    } catch (NumberFormatException noLimit) {
      return OptionalLong.empty();
    }
  }

  /** Empty where there is no such file, as on other systems than Linux. */
  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.US_ASCII);
    } catch (IOException notTold) {
      return new ArrayList<>();
    }
  }
}
