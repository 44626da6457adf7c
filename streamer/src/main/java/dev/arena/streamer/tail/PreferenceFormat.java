package dev.arena.streamer.tail;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.models.Probabilities;
import dev.arena.schemas.Preference;
import dev.arena.schemas.text.TerminalText;
import java.util.Locale;

/** Formats a preference as one line. */
public enum PreferenceFormat {
  /** Columns for people: id, three probabilities with two decimals, and the likeliest outcome. */
  TABLE("%-24s  %5s  %5s  %5s  %s".formatted("id", "A", "B", "tie", "likely")) {
    @Override
    public String line(Preference preference) {
      Probabilities probabilities =
          new Probabilities(
              preference.getWinnerModelA(),
              preference.getWinnerModelB(),
              preference.getWinnerTie());
      return String.format(
          Locale.ROOT,
          "%-24s  %5.2f  %5.2f  %5.2f  %s",
          shown(preference.getId()),
          probabilities.a(),
          probabilities.b(),
          probabilities.tie(),
          probabilities.mostLikely().label());
    }
  },

  /** A JSON object with the fields of the record; times in ISO 8601. */
  JSON("") {
    @Override
    public String line(Preference preference) {
      return json(preference).toString();
    }
  };

  private static final int ID_COLUMNS = 24;

  private final String heading;

  PreferenceFormat(String heading) {
    this.heading = heading;
  }

  /** The heading above the first line; empty for none. */
  public String heading() {
    return heading;
  }

  /**
   * The line of a preference.
   *
   * @throws IllegalArgumentException if the probabilities are not a distribution
   */
  public abstract String line(Preference preference);

  /** A JSON object with the fields of the record; times in ISO 8601. */
  public static ObjectNode json(Preference preference) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", preference.getId());
    json.put("winner_model_a", preference.getWinnerModelA());
    json.put("winner_model_b", preference.getWinnerModelB());
    json.put("winner_tie", preference.getWinnerTie());
    json.put("model", preference.getModel());
    json.put("tokens", preference.getTokens());
    json.put("truncated", preference.getTruncated());
    json.put("scored_at", preference.getScoredAt().toString());
    json.put("model_a", preference.getModelA());
    json.put("model_b", preference.getModelB());
    return json;
  }

  /** An id that fits its column and cannot control the terminal. */
  private static String shown(String id) {
    String plain = TerminalText.line(id);
    if (plain.codePointCount(0, plain.length()) <= ID_COLUMNS) {
      return plain;
    }
    return plain.substring(0, plain.offsetByCodePoints(0, ID_COLUMNS - 3)) + "...";
  }
}
