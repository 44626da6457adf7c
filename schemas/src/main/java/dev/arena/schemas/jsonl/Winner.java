package dev.arena.schemas.jsonl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.schemas.csv.Outcome;
import dev.arena.schemas.turns.Fault;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A vote as LMArena's data sets name it: three outcomes, and a tie of two bad answers, which older
 * sets call {@code tie (bothbad)}.
 */
public enum Winner {
  /** Chatbot A's answers were preferred. */
  MODEL_A("model_a", Outcome.WINNER_MODEL_A),
  /** Chatbot B's answers were preferred. */
  MODEL_B("model_b", Outcome.WINNER_MODEL_B),
  /** Neither was preferred. */
  TIE("tie", Outcome.WINNER_TIE),
  /** Neither was preferred, because both were bad; counts as a tie. */
  BOTH_BAD("both_bad", Outcome.WINNER_TIE);

  /** The field of the vote, and the pair's attribute for {@link #BOTH_BAD}. */
  public static final String FIELD = "winner";

  private static final String OLD_BOTH_BAD = "tie (bothbad)";

  private final String text;
  private final Outcome outcome;

  Winner(String text, Outcome outcome) {
    this.text = text;
    this.outcome = outcome;
  }

  /** The name in files. */
  public String text() {
    return text;
  }

  /** The outcome that it counts as. */
  public Outcome outcome() {
    return outcome;
  }

  /** The winner for one of the three outcomes. */
  public static Winner of(Outcome outcome) {
    return switch (outcome) {
      case WINNER_MODEL_A -> MODEL_A;
      case WINNER_MODEL_B -> MODEL_B;
      case WINNER_TIE -> TIE;
    };
  }

  /** The vote with a name in files; null if it is none. */
  public static @Nullable Winner ofText(String text) {
    for (Winner one : values()) {
      if (text.equals(one.text)) {
        return one;
      }
    }
    return text.equals(OLD_BOTH_BAD) ? BOTH_BAD : null;
  }

  /**
   * The vote of an object, from its field {@code winner} or Kaggle's three fields; null if there is
   * none.
   */
  public static @Nullable Winner of(ObjectNode fields) throws Fault {
    JsonNode winner = fields.path(FIELD);
    if (winner.isMissingNode() || winner.isNull()) {
      return ofColumns(fields);
    }
    Winner found = ofText(winner.asText());
    if (found != null) {
      return found;
    }
    throw new Fault(
        "field winner is %s; expected one of %s, or \"%s\""
            .formatted(
                Fault.shown(winner),
                String.join(", ", Arrays.stream(values()).map(Winner::text).toList()),
                OLD_BOTH_BAD));
  }

  private static @Nullable Winner ofColumns(ObjectNode fields) throws Fault {
    if (Arrays.stream(Outcome.values()).noneMatch(one -> fields.has(one.columnName()))) {
      return null;
    }
    return of(Outcome.ofVotes("field", outcome -> vote(fields.path(outcome.columnName()))));
  }

  private static String vote(JsonNode vote) {
    if (!vote.isIntegralNumber()) {
      return Fault.shown(vote);
    }
    String number = vote.asText();
    return number.equals("0") || number.equals("1") ? number : "neither";
  }
}
