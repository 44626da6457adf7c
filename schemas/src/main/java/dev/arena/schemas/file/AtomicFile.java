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
 * A file that is written atomically: it is written beside its target, forced to the disk, and moved
 * into place. Unless {@link #complete()} was called, closing removes the new file and leaves an
 * existing one unchanged.
 *
 * <pre>{@code
 * try (AtomicFile file = AtomicFile.create(Path.of("report.json"))) {
 *   file.stream().write(json);
 *   file.complete();
 * }
 * }</pre>
 *
 * <p>The temporary file is always new: a link with that name is never followed. An interrupt does
 * not stop the writing. Not thread-safe.
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
   * @param target the file's path; its directory must exist
   */
  public static AtomicFile create(Path target) throws IOException {
    Path place = target.toAbsolutePath();
    String unique = UUID.randomUUID().toString().substring(0, 8);
    Path part = place.resolveSibling("." + place.getFileName() + "." + unique + ".part");
    File created = Files.createFile(part).toFile(); // fails if anything has this name
    try {
      return new AtomicFile(place, part, new FileOutputStream(created));
    } catch (IOException e) {
      Files.deleteIfExists(part);
      throw e;
    }
  }

  /** Writes a whole file and replaces an existing one. */
  public static void write(Path target, byte[] content) throws IOException {
    try (AtomicFile file = create(target)) {
      file.stream().write(content);
      file.complete();
    }
  }

  /**
   * Forces a file that was written elsewhere to the disk and moves it into place.
   *
   * @param written a file on the same file system; a link is not followed
   */
  public static void move(Path written, Path target) throws IOException {
    try (FileChannel channel =
        FileChannel.open(written, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      channel.force(true);
    }
    Files.move(written, target, StandardCopyOption.ATOMIC_MOVE);
  }

  /** The unbuffered stream for the content. */
  public OutputStream stream() {
    return out;
  }

  /** Declares that everything is written, so that closing moves the file into place. */
  public void complete() {
    complete = true;
  }

  /** Finishes the file; later calls do nothing. */
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
