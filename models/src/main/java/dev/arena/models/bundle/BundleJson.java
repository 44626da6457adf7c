package dev.arena.models.bundle;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.arena.models.memory.MemoryRoom;
import dev.arena.schemas.failure.UserException;
import java.io.ByteArrayInputStream;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The reader and writer of a bundle's JSON files. */
final class BundleJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  /** What to do about an invalid file of a bundle; follows the problem. */
  static final String TRAIN_AGAIN =
      "Expected the fields of bundle format %d. Train again with ./arena train, or copy the bundle again."
          .formatted(BundleManifest.FORMAT);

  /** What to do about an invalid reference that is not part of a bundle. */
  static final String WRITE_REFERENCE =
      "Expected a file that ./arena predict --reference wrote. Write it again, or name another.";

  private BundleJson() {}

  static byte[] write(Record content) {
    try {
      return (MAPPER.writeValueAsString(content) + "\n")
          .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          content.getClass().getSimpleName() + " cannot be written as JSON", e);
    }
  }

  /**
   * Reads a manifest; unknown fields are ignored.
   *
   * @param source the text's name in messages
   */
  static BundleManifest read(byte[] json, String source) {
    return read(json, BundleManifest.class, source, TRAIN_AGAIN, tree -> checkFormat(tree, source));
  }

  /**
   * Reads a reference; unknown fields are ignored.
   *
   * @param source the text's name in messages
   * @param remedy what was expected and what to do, for messages
   */
  static DriftReference readReference(byte[] json, String source, String remedy) {
    return read(
        json,
        DriftReference.class,
        source,
        remedy,
        tree -> {
          if (!tree.isObject()) {
            throw invalid(source, "is not a JSON object", remedy, null);
          }
        });
  }

  private static <T extends Object> T read(
      byte[] json, Class<T> type, String source, String remedy, Consumer<JsonNode> check) {
    try {
      MemoryRoom.ofThisMachine().requireHeapFor(new ByteArrayInputStream(json), source);
      JsonNode tree = MAPPER.readTree(json);
      check.accept(tree);
      return MAPPER.treeToValue(tree, type);
    } catch (JsonMappingException e) {
      throw invalid(source, explain(e), remedy, e);
    } catch (JsonProcessingException e) {
      JsonLocation place = e.getLocation();
      throw invalid(
          source,
          "is not JSON%s: %s"
              .formatted(
                  place == null
                      ? ""
                      : " at line %d, column %d".formatted(place.getLineNr(), place.getColumnNr()),
                  e.getOriginalMessage()),
          remedy,
          e);
    } catch (java.io.IOException e) {
      throw invalid(source, "is not JSON: " + e.getMessage(), remedy, e);
    }
  }

  private static void checkFormat(JsonNode tree, String source) {
    JsonNode format = tree.path("format");
    if (!format.isInt() || format.intValue() < 1) {
      throw new UserException(
          """
          %s has %s.
            Expected the number of a bundle format, 1 to %d. Is this the bundle.json of an Arena \
          bundle?"""
              .formatted(
                  source,
                  format.isMissingNode()
                      ? "no format"
                      : format.isContainerNode() ? "a non-numeric format" : "format " + format,
                  BundleManifest.FORMAT));
    }
    if (format.intValue() > BundleManifest.FORMAT) {
      throw new UserException(
          """
          %s has bundle format %d, which is newer than this Arena.
            Expected format 1 to %d. Update Arena, or train again with ./arena train."""
              .formatted(source, format.intValue(), BundleManifest.FORMAT));
    }
  }

  private static UserException invalid(
      String source, String problem, String remedy, @Nullable Exception cause) {
    return new UserException("%s %s.\n  %s".formatted(source, problem, remedy), cause);
  }

  private static String explain(JsonMappingException e) {
    String path =
        e.getPath().stream()
            .map(
                step ->
                    step.getFieldName() == null
                        ? "[" + step.getIndex() + "]"
                        : "." + step.getFieldName())
            .collect(Collectors.joining())
            .replaceFirst("^\\.", "");
    Throwable cause = e.getCause();
    if (cause instanceof NullPointerException) {
      String field = cause.getMessage() == null ? "an element" : cause.getMessage();
      return "lacks " + (path.isEmpty() ? field : path + "." + field);
    }
    String problem = cause == null ? e.getOriginalMessage() : String.valueOf(cause.getMessage());
    return path.isEmpty() ? "is invalid: " + problem : "is invalid at " + path + ": " + problem;
  }
}
