package dev.arena.streamer.score;

import dev.arena.schemas.failure.FileErrors;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.turns.TurnList;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A text of the command line: as it was typed, or with {@code @FILE} the content of a file without
 * its last line end. {@code @@} stands for a text that begins with @.
 */
final class GivenText {
  /** As large as a line of JSON may be. */
  private static final long LARGEST = 64 << 20;

  private GivenText() {}

  /**
   * The text; null where it is empty, as in an empty cell of a CSV file.
   *
   * @param option what messages call it
   * @throws UserException if the file cannot be read
   */
  static @Nullable String of(String option, String typed) {
    String text = typed;
    if (typed.startsWith("@@")) {
      text = typed.substring(1);
    } else if (typed.startsWith("@")) {
      text = withoutLastLineEnd(content(option, typed.substring(1)));
    }
    return text.isEmpty() ? null : TurnList.whole(text);
  }

  private static String content(String option, String file) {
    String found;
    try {
      Path path = Path.of(file);
      if (Files.size(path) <= LARGEST) {
        return Files.readString(path);
      }
      found = "it has %d bytes, and %d are allowed".formatted(Files.size(path), LARGEST);
    } catch (NoSuchFileException missing) {
      found = "it does not exist";
    } catch (CharacterCodingException otherEncoding) {
      found = "it is not UTF-8";
    } catch (InvalidPathException noName) {
      found = "this is no file name";
    } catch (IOException unreadable) {
      found = FileErrors.describe(unreadable);
    }
    throw new UserException(
        "%s @%s cannot be read: %s; expected a text file in UTF-8. Check the name, or write @@ for a text that begins with @."
            .formatted(option, file, found));
  }

  private static String withoutLastLineEnd(String text) {
    if (text.endsWith("\r\n")) {
      return text.substring(0, text.length() - 2);
    }
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }
}
