package dev.arena.trainer.evaluate;

import dev.arena.schemas.Turn;
import dev.arena.schemas.csv.CsvPair;
import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Measurements of a row that are kept instead of its texts.
 *
 * @param charactersA code points in all answers of A
 * @param charactersB code points in all answers of B
 * @param turns number of turns
 * @param script the script of the prompts, or of the answers if the prompts have no letters
 * @param code whether a text contains a fenced code block
 */
public record RowFacts(long charactersA, long charactersB, int turns, Script script, boolean code) {
  /** The facts for rows that are not reported. */
  public static final RowFacts NONE = new RowFacts(0, 0, 0, Script.NONE, false);

  private static final String FENCE = "```";

  /** Measures a row. */
  public static RowFacts of(CsvPair row) {
    List<Turn> turns = row.pair().getTurns();
    long a = 0;
    long b = 0;
    boolean code = false;
    List<@Nullable String> prompts = new ArrayList<>();
    List<@Nullable String> answers = new ArrayList<>();
    for (Turn turn : turns) {
      prompts.add(turn.getPrompt());
      answers.add(turn.getResponseA());
      answers.add(turn.getResponseB());
      a += characters(turn.getResponseA());
      b += characters(turn.getResponseB());
      code |=
          Stream.of(turn.getPrompt(), turn.getResponseA(), turn.getResponseB())
              .filter(Objects::nonNull)
              .anyMatch(text -> text.contains(FENCE));
    }
    Script script = Script.of(prompts);
    return new RowFacts(
        a, b, turns.size(), script == Script.NONE ? Script.of(answers) : script, code);
  }

  private static long characters(@Nullable String text) {
    return text == null ? 0 : text.codePointCount(0, text.length());
  }

  /** The mean number of code points per side of the conversation. */
  long meanCharacters() {
    return (charactersA + charactersB) / 2;
  }

  /** The script in which most letters of a text are written. */
  enum Script {
    LATIN("Latin"),
    CJK("Chinese, Japanese, Korean"),
    CYRILLIC("Cyrillic"),
    ARABIC("Arabic"),
    OTHER("another script"),
    NONE("no letters");

    private final String label;

    Script(String label) {
      this.label = label;
    }

    /** The name in reports. */
    String label() {
      return label;
    }

    /** The script of several texts together; the first one if several are equally frequent. */
    static Script of(List<@Nullable String> texts) {
      int[] letters = new int[values().length];
      for (String text : texts) {
        if (text != null) {
          text.codePoints()
              .filter(Character::isLetter)
              .forEach(letter -> letters[ofLetter(letter).ordinal()]++);
        }
      }
      Script most = NONE;
      for (Script script : values()) {
        if (letters[script.ordinal()] > letters[most.ordinal()]) {
          most = script;
        }
      }
      return most;
    }

    private static Script ofLetter(int letter) {
      if (letter < 0x80) {
        return LATIN;
      }
      UnicodeScript script = UnicodeScript.of(letter);
      return switch (script) {
        case LATIN -> LATIN;
        case HAN, HIRAGANA, KATAKANA, HANGUL, BOPOMOFO -> CJK;
        case CYRILLIC -> CYRILLIC;
        case ARABIC -> ARABIC;
        default -> OTHER;
      };
    }
  }
}
