package dev.arena.console.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.arena.schemas.turns.TurnList;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A value in the JSON body of a request, which knows its place. What cannot be read is a {@link
 * ProblemException} that names the place and what was expected there. Immutable.
 */
public final class BodyValue {
  /** A name can be repeated in an answer and must not make it long. */
  private static final StreamReadConstraints LIMITS =
      StreamReadConstraints.builder().maxNameLength(1_000).build();

  private static final JsonMapper JSON =
      JsonMapper.builder(new JsonFactoryBuilder().streamReadConstraints(LIMITS).build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final JsonNode value;

  /** A JSON pointer as a URI fragment, such as {@code #/turns/0/prompt}. */
  private final String pointer;

  private BodyValue(JsonNode value, String pointer) {
    this.value = value;
    this.pointer = pointer;
  }

  /** Parses a body. */
  static BodyValue parse(byte[] body) {
    JsonNode value;
    try {
      value = JSON.readTree(decoded(body));
    } catch (StreamConstraintsException tooLarge) {
      throw new ProblemException(
          Problem.badBody(
              "The body is nested too deeply, or contains a name or a number that is too long; expected at most %d levels, names of at most %d characters and numbers of at most %d digits."
                  .formatted(
                      LIMITS.getMaxNestingDepth(),
                      LIMITS.getMaxNameLength(),
                      LIMITS.getMaxNumberLength()),
              null));
    } catch (JsonProcessingException unreadable) {
      JsonLocation place = unreadable.getLocation();
      throw new ProblemException(
          Problem.badBody(
              "The body is not valid JSON, or names a field twice%s; expected one JSON object in UTF-8."
                  .formatted(
                      place == null
                          ? ""
                          : " (line %d, column %d)"
                              .formatted(place.getLineNr(), place.getColumnNr())),
              null));
    }
    if (value.isMissingNode()) {
      throw new ProblemException(
          Problem.badBody("The body is empty; expected one JSON object in UTF-8.", null));
    }
    if (!value.isObject()) {
      throw new BodyValue(value, "#").unexpected("a JSON object");
    }
    return new BodyValue(value, "#");
  }

  /** A body as text; Jackson by itself would also accept UTF-16 and UTF-32. */
  private static String decoded(byte[] body) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString(); // reports errors
    } catch (CharacterCodingException malformed) {
      throw new ProblemException(
          Problem.badBody("The body is not valid UTF-8; expected one JSON object in UTF-8.", null));
    }
  }

  /** Refuses fields with other names than these. */
  public void requireOnly(String... names) {
    Set<String> known = Set.of(names);
    Iterator<String> fields = value.fieldNames();
    while (fields.hasNext()) {
      String field = fields.next();
      if (!known.contains(field)) {
        throw child(field).refused("There is no such field; expected " + String.join(", ", names));
      }
    }
  }

  /** The value of a field that must be there. */
  public BodyValue get(String field) {
    if (!value.isObject()) {
      throw unexpected("a JSON object");
    }
    BodyValue child = child(field);
    if (child.value.isMissingNode()) {
      throw child.refused("The field is missing");
    }
    return child;
  }

  /** The value of a field; empty if it is missing or null. */
  public Optional<BodyValue> find(String field) {
    BodyValue child = child(field);
    return child.value.isMissingNode() || child.value.isNull()
        ? Optional.empty()
        : Optional.of(child);
  }

  /** Whether a field is there and true. */
  public boolean isTrue(String field) {
    return find(field).map(BodyValue::truth).orElse(false);
  }

  /** A string, with each lone surrogate replaced by U+FFFD. */
  public String text() {
    if (!value.isTextual()) {
      throw unexpected("a string");
    }
    return TurnList.whole(value.textValue());
  }

  /** A string as of {@link #text}, or null. */
  public @Nullable String textOrNull() {
    if (!value.isTextual() && !value.isNull()) {
      throw unexpected("a string or null");
    }
    return value.isNull() ? null : text();
  }

  /** A truth value. */
  public boolean truth() {
    if (!value.isBoolean()) {
      throw unexpected("true or false");
    }
    return value.booleanValue();
  }

  /** A whole number that is at least 1. */
  public int count() {
    if (!value.isInt() || value.intValue() < 1) {
      throw unexpected("a whole number, 1 or more");
    }
    return value.intValue();
  }

  /** Whether this is a JSON object. */
  public boolean isObject() {
    return value.isObject();
  }

  /** The items of an array with a number of items in this range, including both ends. */
  public List<BodyValue> items(int least, int most) {
    if (!value.isArray() || value.size() < least || value.size() > most) {
      throw unexpected("an array of %d to %d items".formatted(least, most));
    }
    List<BodyValue> items = new ArrayList<>(value.size());
    for (int i = 0; i < value.size(); i++) {
      items.add(new BodyValue(value.get(i), pointer + "/" + i));
    }
    return items;
  }

  /** The request cannot be processed because of this value. */
  public ProblemException unprocessable(String detail) {
    return new ProblemException(Problem.unprocessable(detail, pointer));
  }

  private BodyValue child(String field) {
    return new BodyValue(value.path(field), pointer + "/" + encoded(field));
  }

  /** A name as part of a JSON pointer in a URI fragment (RFC 6901). */
  private static String encoded(String name) {
    return UrlEncoding.encoded(name.replace("~", "~0").replace("/", "~1"), "");
  }

  private ProblemException unexpected(String expected) {
    String found =
        switch (value.getNodeType()) {
          case ARRAY ->
              value.size() == 1
                  ? "an array of 1 item"
                  : "an array of %d items".formatted(value.size());
          case OBJECT, POJO -> "an object";
          case STRING, BINARY -> "a string";
          case NUMBER -> "the number " + value.asText();
          case BOOLEAN -> value.asText();
          case NULL, MISSING -> "null";
        };
    return refused("Found %s; expected %s".formatted(found, expected));
  }

  private ProblemException refused(String sentence) {
    return new ProblemException(Problem.badBody(sentence + ".", pointer));
  }
}
