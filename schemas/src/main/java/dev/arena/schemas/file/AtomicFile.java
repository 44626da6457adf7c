package dev.arena.schemas.file;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * A file that appears complete or not at all: it is written beside its place, forced to the disk,
 * and moved. Unless {@link #complete()} was called, closing removes what was written and leaves a
 * file that was there before as it was.
 *
 * <pre>{@code
 * try (AtomicFile file = AtomicFile.create(Path.of("report.json"))) {
 *   file.stream().write(json);
 *   file.complete();
 * }
 * }</pre>
 *
 * <p>The file beside it is always a new one: a link of that name is never followed. An interrupt
 * does not disturb the writing. For use by one thread.
 */
public final class AtomicFile implements AutoCloseable {
  private final Path target;
  private final Path part;
  private final FileOutputStream out;
  private boolean complete;
  private boolean closed;

  private AtomicFile(Path target, Path part, FileOutputStream out) {
    this.target = target;
    this.part = part;
    this.out = out;
  }

  /**
   * Begins a file.
   *
   * @param target where it will be; its directory must exist
   */
  public static AtomicFile create(Path target) throws IOException {
    Path place = target.toAbsolutePath();
    String unique = UUID.randomUUID().toString().substring(0, 8);
    Path part = place.resolveSibling("." + place.getFileName() + "." + unique + ".part");
    File created = Files.createFile(part).toFile(); // fails where anything has this name
    try {
      return new AtomicFile(place, part, new FileOutputStream(created));
    } catch (IOException e) {
      Files.deleteIfExists(part);
      throw e;
    }
  }

  /** Writes a whole file; one that is there is replaced. */
  public static void write(Path target, byte[] content) throws IOException {
    try (AtomicFile file = create(target)) {
      file.stream().write(content);
      file.complete();
    }
  }

  /**
   * Forces a file that was written elsewhere to the disk, and moves it to its place.
   *
   * @param written on the same file system; a link is not followed
   */
  public static void move(Path written, Path target) throws IOException {
    try (FileChannel channel =
        FileChannel.open(written, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      channel.force(true);
    }
    Files.move(written, target, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Where the content is written; buffers nothing. */
  public OutputStream stream() {
    return out;
  }

  /** States that everything is written, so that closing puts the file in its place. */
  public void complete() {
    complete = true;
  }

  /** Ends the file; later calls do nothing. */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      try (out) {
        if (complete) {
          out.getFD().sync();
        }
      }
      if (complete) {
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
      }
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
