package dev.arena.trainer.evaluate;

import java.lang.Character.UnicodeScript;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

  /** The script of several texts together; of equally frequent scripts, the first. */
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
