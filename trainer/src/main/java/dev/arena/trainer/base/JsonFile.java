package dev.arena.trainer.base;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.schemas.failure.FileErrors;
import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A JSON object in a file from a Hugging Face directory. */
final class JsonFile {
  private final Path path;
  private final ObjectNode root;

  private JsonFile(Path path, ObjectNode root) {
    this.path = path;
    this.root = root;
  }

  static JsonFile read(Path path) {
    try {
      if (new JsonMapper().readTree(Files.readAllBytes(path)) instanceof ObjectNode root) {
        return new JsonFile(path, root);
      }
      throw damaged(path, "it holds something else", null);
    } catch (JsonProcessingException e) {
      throw damaged(path, e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw damaged(path, FileErrors.describe(e), e);
    }
  }

  private static UserException damaged(Path path, String found, @Nullable Exception cause) {
    return new UserException(
        "%s cannot be read as a JSON object (%s); expected a file written by Hugging Face's tools. Copy it again."
            .formatted(path, found),
        cause);
  }

  /** A field; a missing node if it is absent or null. */
  JsonNode get(String name) {
    JsonNode value = root.path(name);
    return value.isNull() ? MissingNode.getInstance() : value;
  }

  /** A boolean field. */
  boolean flag(String name, boolean otherwise) {
    JsonNode value = get(name);
    if (!value.isMissingNode() && !value.isBoolean()) {
      throw refused(name, value, "true or false");
    }
    return value.asBoolean(otherwise);
  }

  /** An integer field. */
  int count(String name, int least, int most) {
    JsonNode value = get(name);
    if (!value.isInt() || value.intValue() < least || value.intValue() > most) {
      throw refused(name, value, "a whole number from %d to %d".formatted(least, most));
    }
    return value.intValue();
  }

  /** The exception for a field whose value cannot be used. */
  UserException refused(String name, JsonNode value, String expected) {
    return new UserException(
        "%s: %s is %s; expected %s. Start from another encoder (--base)."
            .formatted(path, name, value.isMissingNode() ? "missing" : value, expected));
  }
}
