package dev.arena.models.memory;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/**
 * The memory that this process can still allocate, on the Java heap and in the machine or
 * container. It is checked before a bundle is opened, because an out-of-memory process cannot
 * recover: the JVM ({@code -XX:+ExitOnOutOfMemoryError}) or the system kills it.
 *
 * @param root root of the file system, under which Linux's {@code /proc} and {@code /sys} are read
 */
public record MemoryRoom(Path root) {
  private static final int MEGA = 1 << 20;

  /** A limit of this size or more means no limit. */
  private static final long UNLIMITED = 1L << 60;

  /** This machine. */
  public static MemoryRoom ofThisMachine() {
    return new MemoryRoom(Path.of("/"));
  }

  /**
   * Requires that the heap has room.
   *
   * @param bytes an upper bound on the bytes that will be allocated
   * @param subject what needs the memory, for the message
   * @throws UserException if it does not have room
   */
  void requireHeap(long bytes, String subject) {
    if (bytes > freeHeap()) {
      System.gc(); // garbage counts as used heap until it is collected
      long free = freeHeap();
      if (bytes > free) {
        throw new UserException(
            """
            %s needs up to %d MB of the Java heap, which has %d of %d MB left.
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
   * Requires that the heap has room for a JSON text as a tree. Reads the text to its end, and does
   * not close it.
   *
   * @throws UserException if it does not have room
   * @throws com.fasterxml.jackson.core.JsonProcessingException if the text is not JSON, or is
   *     nested more deeply than Jackson reads
   */
  public void requireHeapFor(InputStream json, String subject) throws IOException {
    requireHeap(JsonHeap.bytes(json), subject);
  }

  /**
   * Requires memory outside the heap; does nothing if the system does not report it.
   *
   * @param bytes an estimate of the bytes that will be allocated
   * @param subject what needs the memory, for the message
   * @throws UserException if there is too little
   */
  public void requireNative(long bytes, String subject) {
    OptionalLong free = freeNative();
    if (free.isPresent() && bytes > free.getAsLong()) {
      throw new UserException(
          """
          %s needs about %d MB of memory outside the Java heap, but only %d MB is available here.
            Expected room for it alongside everything else that is running. Give the machine or the container more memory, \
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
   * The memory that can be allocated without swapping, within the limits of this process's cgroups;
   * empty if the system does not report it.
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
   * Names of files in a cgroup's folder.
   *
   * @param cache the field in {@code memory.stat} for reclaimable cache
   */
  private record GroupFiles(String limit, String usage, String cache) {}

  private static final GroupFiles UNIFIED =
      new GroupFiles("memory.max", "memory.current", "inactive_file");
  private static final GroupFiles FIRST_VERSION =
      new GroupFiles("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file");

  /** Limits of all enclosing groups apply; a container sees its own group as the top. */
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

  /** The number after a name at the beginning of a line. */
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

  /** Empty if there is no such file, as on systems other than Linux. */
  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.US_ASCII);
    } catch (IOException notTold) {
      return new ArrayList<>();
    }
  }

  /**
   * An upper bound on the heap that a JSON tree needs, computed by reading the text once without
   * keeping it. The text's size says little: three bytes can become a 100-byte object.
   */
  static final class JsonHeap {
    private static final JsonFactory FACTORY = new JsonFactory();

    /** The largest node, its entry in a parent, and the parser's allocations, rounded up. */
    private static final int TOKEN_BYTES = 128;

    /** The text as bytes, as characters, and again while it is being copied. */
    private static final int COPIES = 6;

    /** Bytes in a vocabulary's trie per character of an unshared name. */
    private static final int TRIE_BYTES = 56;

    private JsonHeap() {}

    /**
     * Reads a JSON text to its end.
     *
     * @param in the text's bytes; not closed
     * @throws com.fasterxml.jackson.core.JsonProcessingException if it is not JSON, or is nested
     *     more deeply than Jackson reads
     */
    static long bytes(InputStream in) throws IOException {
      long tokens = 0;
      long names = 0;
      try (JsonParser parser =
          FACTORY.createParser(in).disable(JsonParser.Feature.AUTO_CLOSE_SOURCE)) {
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
          tokens++;
          if (token == JsonToken.FIELD_NAME) {
            names += parser.currentName().length();
          }
        }
        long size = parser.currentLocation().getByteOffset();
        return tokens * TOKEN_BYTES + names * TRIE_BYTES + size * COPIES;
      }
    }
  }
}
