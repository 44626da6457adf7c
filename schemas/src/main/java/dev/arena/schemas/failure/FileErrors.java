package dev.arena.schemas.failure;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Descriptions of why a file could not be read or written, as phrases for messages. */
public final class FileErrors {
  private static final String MISSING = "no such file or folder";
  private static final String DENIED = "permission denied";
  private static final String NO_FOLDER = "part of the path is not a folder";
  private static final String FULL = "the disk is full";

  /** Error texts of operating systems, in lower case, and their meanings. */
  private static final List<Map.Entry<String, String>> SYSTEMS =
      List.of(
          Map.entry("no space left on device", FULL),
          Map.entry("not enough space on the disk", FULL),
          Map.entry("quota exceeded", "the disk quota is used up"),
          Map.entry("file too large", "the file is larger than the file system or a limit allows"),
          Map.entry("read-only file system", "the file system is read-only"),
          Map.entry("permission denied", DENIED),
          Map.entry("access is denied", DENIED),
          Map.entry("operation not permitted", DENIED),
          Map.entry("no such file or directory", MISSING),
          Map.entry("cannot find the", MISSING),
          Map.entry("not a directory", NO_FOLDER),
          Map.entry("is a directory", "it is a folder"),
          Map.entry("input/output error", "the disk reported an error"),
          Map.entry("too many levels of symbolic links", "it is a symbolic link"),
          Map.entry("gzip-compressed data is corrupt", "its gzip data is damaged"),
          Map.entry("garbage after a valid .gz stream", "other bytes follow its gzip data"),
          Map.entry("broken pipe", "no reader is left"));

  /** The form in which {@code java.io} reports why a file cannot be opened. */
  private static final Pattern BEHIND_NAME = Pattern.compile(".*\\((.*)\\)", Pattern.DOTALL);

  private FileErrors() {}

  /**
   * The reason, such as {@code the disk is full} or {@code permission denied}.
   *
   * @param failure an {@link IOException}, or one in an {@link UncheckedIOException}
   * @return the reason, without a Java class name or a full stop
   */
  public static String describe(Exception failure) {
    if (failure instanceof UncheckedIOException && failure.getCause() instanceof IOException e) {
      return describe(e);
    }
    if (failure instanceof NoSuchFileException) {
      return MISSING;
    }
    if (failure instanceof AccessDeniedException) {
      return DENIED;
    }
    if (failure instanceof NotDirectoryException) {
      return NO_FOLDER;
    }
    if (failure instanceof FileAlreadyExistsException there) {
      return there.getFile() + " already exists";
    }
    if (failure instanceof DirectoryNotEmptyException full) {
      return full.getFile() + " is not empty";
    }
    if (failure instanceof CharacterCodingException) {
      return "it is not UTF-8 text";
    }
    if (failure instanceof ClosedByInterruptException) {
      return "it was interrupted";
    }
    if (failure instanceof EOFException) {
      return "it ends too early";
    }
    return system(reason(failure));
  }

  /** The system's error text, which may follow the file's name. */
  private static String reason(Exception failure) {
    String message =
        failure instanceof FileSystemException system ? system.getReason() : failure.getMessage();
    if (message == null || message.isBlank()) {
      return "the system gives no reason";
    }
    Matcher behindName = BEHIND_NAME.matcher(message);
    return failure instanceof FileNotFoundException && behindName.matches()
        ? behindName.group(1)
        : message;
  }

  private static String system(String reason) {
    String lower = reason.toLowerCase(Locale.ROOT);
    for (Map.Entry<String, String> known : SYSTEMS) {
      if (lower.contains(known.getKey())) {
        return known.getValue();
      }
    }
    return reason;
  }
}
