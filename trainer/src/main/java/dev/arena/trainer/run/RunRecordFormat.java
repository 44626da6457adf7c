package dev.arena.trainer.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.models.DeviceChoice;
import dev.arena.schemas.failure.UserException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/**
 * The keys of {@code run.json} and the types of their values; no other key is allowed. The keys of
 * the recipe are not checked here, but are compared with those of the current recipe.
 *
 * @param file the path of the file, for messages
 */
record RunRecordFormat(Path file) {
  static final int NUMBER = 2;

  /** What a value must be, in words that follow "expected". */
  private record Kind(String expected, Predicate<JsonNode> test) {}

  private static final Kind TEXT = new Kind("a string", JsonNode::isTextual);
  private static final Kind COUNT =
      new Kind("a whole number, 0 or more", node -> node.isInt() && node.intValue() >= 0);
  private static final Kind OBJECT = new Kind("an object", JsonNode::isObject);
  private static final Kind FILES =
      new Kind("an array of one or more files", node -> node.isArray() && !node.isEmpty());
  private static final Kind TEXTS =
      new Kind(
          "an array of strings",
          node ->
              node.isArray()
                  && StreamSupport.stream(node.spliterator(), false).allMatch(JsonNode::isTextual));
  private static final Kind TIME =
      new Kind("a time such as 2026-01-31T12:00:00Z", accepts(text -> Instant.parse(text) != null));
  private static final Kind FOLDER =
      new Kind("an absolute path", accepts(text -> Path.of(text).isAbsolute()));
  private static final Kind DEVICE =
      new Kind("cpu, or GPUs such as cuda:0", accepts(text -> DeviceChoice.parse(text) != null));

  private static final Map<String, Kind> RECORD =
      Map.ofEntries(
          Map.entry("format", COUNT),
          Map.entry("command", TEXT),
          Map.entry("arguments", TEXTS),
          Map.entry("folder", FOLDER),
          Map.entry("started", TIME),
          Map.entry("finished", TIME),
          Map.entry("base", OBJECT),
          Map.entry("train", FILES),
          Map.entry("validation", OBJECT),
          Map.entry("teachers", FILES),
          Map.entry("recipe", OBJECT),
          Map.entry("machine", OBJECT));
  private static final Set<String> OPTIONAL = Set.of("finished", "validation", "teachers");
  private static final Map<String, Kind> BASE = Map.of("name", TEXT, "sha256", TEXT);
  private static final Map<String, Kind> VOTES =
      Map.of("path", TEXT, "sha256", TEXT, "votes", COUNT);
  private static final Map<String, Kind> MACHINE =
      Map.of(
          "cpu", TEXT, "device", DEVICE, "threads", COUNT, "arena", TEXT, "java", TEXT, "djl",
          TEXT);

  /**
   * Refuses a record that this version cannot have written.
   *
   * @throws UserException if a key is missing, unknown or of the wrong type; its message names the
   *     first such key
   */
  void require(ObjectNode record) {
    JsonNode format = record.path("format");
    if (format.isInt() && format.intValue() != NUMBER) {
      throw new UserException(
          "%s has format %d; expected %d. Use the version of Arena that wrote it, or start over (./arena train --start-over)."
              .formatted(file, format.intValue(), NUMBER));
    }
    require("", record, RECORD);
    require("base.", record.path("base"), BASE);
    for (String files : List.of("train", "teachers")) {
      int number = 0;
      for (JsonNode votes : record.path(files)) {
        require("%s[%d].".formatted(files, number++), votes, VOTES);
      }
    }
    if (record.has("validation")) {
      require("validation.", record.path("validation"), VOTES);
    }
    require("machine.", record.path("machine"), MACHINE);
  }

  private void require(String before, JsonNode object, Map<String, Kind> kinds) {
    SortedMap<String, Kind> sorted = new TreeMap<>(kinds);
    sorted.forEach(
        (key, kind) -> {
          JsonNode value = object.path(key);
          boolean omitted = value.isMissingNode() && OPTIONAL.contains(key);
          if (!omitted && !kind.test().test(value)) {
            throw refused(
                "%s%s is %s".formatted(before, key, value.isMissingNode() ? "missing" : value),
                kind.expected());
          }
        });
    object
        .fieldNames()
        .forEachRemaining(
            key -> {
              if (!kinds.containsKey(key)) {
                throw refused(
                    (before.isEmpty() ? "there is" : before.replaceFirst("\\.$", "") + " has")
                        + " an unknown key "
                        + key,
                    "only " + String.join(", ", sorted.keySet()));
              }
            });
  }

  private UserException refused(String found, String expected) {
    return new UserException(
        "%s: %s; expected %s. Restore the file as the training run wrote it, or start over (./arena train --start-over)."
            .formatted(file, found, expected));
  }

  /**
   * Whether a text is accepted.
   *
   * @param parser the parser, which may also throw if it does not accept the text
   */
  private static Predicate<JsonNode> accepts(Predicate<String> parser) {
    return node -> {
      try {
        return parser.test(node.asText());
      } catch (DateTimeException | IllegalArgumentException refused) {
        return false;
      }
    };
  }
}
