package dev.arena.dist;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.arena.schemas.failure.UserException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The files of an archive, by their names in the archive. Not thread-safe. */
final class ArchiveFiles {
  private final SortedMap<String, Entry> entries = new TreeMap<>();

  /**
   * A file: one on the disk, or text.
   *
   * @param source the file on the disk; null for text
   */
  record Entry(@Nullable Path source, String text, boolean executable) {
    long size() throws IOException {
      return source != null ? Files.size(source) : text.getBytes(UTF_8).length;
    }

    InputStream open() throws IOException {
      return source != null
          ? Files.newInputStream(source)
          : new ByteArrayInputStream(text.getBytes(UTF_8));
    }
  }

  void add(String name, Path source) {
    put(name, new Entry(source, "", false));
  }

  void addExecutable(String name, Path source) {
    put(name, new Entry(source, "", true));
  }

  void add(String name, String text) {
    put(name, new Entry(null, text, false));
  }

  /** Adds all files below a folder, under their relative names. */
  void addTree(String name, Path folder) throws IOException {
    try (Stream<Path> below = Files.walk(folder)) {
      below
          .filter(Files::isRegularFile)
          .forEach(
              file ->
                  add(name + "/" + folder.relativize(file).toString().replace('\\', '/'), file));
    }
  }

  /** All files, ordered by name. */
  SortedMap<String, Entry> all() {
    return Collections.unmodifiableSortedMap(entries);
  }

  /** Two modules may add the same library, but the bytes must be equal. */
  private void put(String name, Entry entry) {
    Entry before = entries.putIfAbsent(name, entry);
    if (before != null && !same(before, entry)) {
      throw new UserException(
          "%s would be both %s and %s; expected one file of that name. Make the versions in pom.xml agree."
              .formatted(name, before.source(), entry.source()));
    }
  }

  private static boolean same(Entry one, Entry other) {
    try {
      return (one.source() != null && other.source() != null)
          ? Files.mismatch(one.source(), other.source()) < 0
          : one.equals(other);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
