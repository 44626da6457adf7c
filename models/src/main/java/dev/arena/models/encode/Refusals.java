package dev.arena.models.encode;

import java.util.List;
import java.util.Locale;

/** Finds the phrases with which chatbots decline to answer, in a few languages. */
final class Refusals {
  /** In lower case with plain apostrophes; changing them needs a new version of the features. */
  private static final List<String> PHRASES =
      List.of(
          "i'm sorry",
          "i am sorry",
          "sorry, but",
          "i apologize",
          "i cannot",
          "i can't",
          "i can not",
          "i won't",
          "i will not",
          "i'm unable",
          "i am unable",
          "i'm not able",
          "i am not able",
          "i must decline",
          "i don't feel comfortable",
          "i do not feel comfortable",
          "as an ai",
          "as a language model",
          "as a large language model",
          "cannot assist",
          "can't assist",
          "cannot fulfill",
          "cannot provide",
          "not appropriate",
          "against my",
          "lo siento",
          "je suis d\u00e9sol\u00e9",
          "es tut mir leid",
          "sinto muito",
          "\u5bf9\u4e0d\u8d77",
          "\u62b1\u6b49",
          "\u7533\u3057\u8a33",
          "\u043a \u0441\u043e\u0436\u0430\u043b\u0435\u043d\u0438\u044e");

  /** A phrase opens the text if it begins within this many UTF-16 units of the first letter. */
  private static final int OPENING = 60;

  private Refusals() {}

  /** The number of different phrases that occur. */
  static int count(String text) {
    String plain = plain(text);
    int count = 0;
    for (String phrase : PHRASES) {
      if (plain.contains(phrase)) {
        count++;
      }
    }
    return count;
  }

  /** Whether the text opens with a phrase. */
  static boolean opens(String text) {
    int start = 0;
    while (start < text.length() && Character.isWhitespace(text.charAt(start))) {
      start++;
    }
    String opening = plain(text.substring(start, Math.min(text.length(), start + 2 * OPENING)));
    for (String phrase : PHRASES) {
      int at = opening.indexOf(phrase);
      if (at >= 0 && at < OPENING) {
        return true;
      }
    }
    return false;
  }

  private static String plain(String text) {
    return text.toLowerCase(Locale.ROOT).replace('\u2019', '\'');
  }
}
