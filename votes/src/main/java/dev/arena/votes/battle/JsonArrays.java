package dev.arena.votes.battle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;

/** Writes and reads the compact JSON arrays that are keys of records. */
public final class JsonArrays {
  private static final JsonMapper JSON = new JsonMapper();

  private JsonArrays() {}

  /** The compact array of texts and numbers. */
  public static String text(List<?> parts) {
    try {
      return JSON.writeValueAsString(parts);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * The texts in an array, and the decimal text of each number.
   *
   * @throws IllegalArgumentException if it is no array of texts and numbers
   */
  public static List<String> texts(String array) {
    try {
      return List.of(JSON.readValue(array, String[].class));
    } catch (JsonProcessingException | NullPointerException notTexts) {
      throw new IllegalArgumentException("not a JSON array of texts", notTexts);
    }
  }
}
