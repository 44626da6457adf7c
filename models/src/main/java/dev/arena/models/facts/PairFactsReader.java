package dev.arena.models.facts;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.arena.models.encode.TextFeatures;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.PairFacts;
import dev.arena.schemas.Turn;
import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@link PairFacts} of a pair from its texts and attributes.
 *
 * <p>Every pair has facts, whatever its texts and number of turns. Swapping A and B swaps their
 * facts; only the hash depends on the order. The time is linear in the length of the texts.
 * Thread-safe.
 */
public final class PairFactsReader {
  /** The pair's attribute for {@link PairFacts#getLanguage}. */
  static final String LANGUAGE = "language";

  /** The pair's attribute for {@link PairFacts#getCategory}. */
  static final String CATEGORY = "category";

  /** An attribute is copied to every preference and battle, so its size is limited. */
  static final int LONGEST_LABEL = 64;

  static final int MOST_CATEGORIES = 16;

  /** Occurs in no UTF-8 text, so that texts cannot be divided in another way. */
  private static final byte SEPARATOR = (byte) 0xFF;

  /** The lower bits that are dropped from the hash, because doubles have a 53-bit mantissa. */
  private static final int DROPPED_BITS = 11;

  /** Names of the scripts, such as {@code Latin} and {@code Old_Italic}, by ordinal. */
  private static final String[] SCRIPTS =
      Arrays.stream(UnicodeScript.values()).map(PairFactsReader::titleCase).toArray(String[]::new);

  private PairFactsReader() {}

  /** Reads the facts of a pair. */
  public static PairFacts read(ConversationPair pair) {
    List<Turn> turns = pair.getTurns();
    String prompt = TextFeatures.joined(turns, Turn::getPrompt);
    String a = TextFeatures.joined(turns, Turn::getResponseA);
    String b = TextFeatures.joined(turns, Turn::getResponseB);
    MarkdownCounts inA = MarkdownCounts.of(a);
    MarkdownCounts inB = MarkdownCounts.of(b);
    PairFacts facts = new PairFacts();
    facts.setTurns(turns.size());
    facts.setPromptLength(length(prompt, turns));
    facts.setLengthA(length(a, turns));
    facts.setLengthB(length(b, turns));
    facts.setHeadersA(inA.headers());
    facts.setHeadersB(inB.headers());
    facts.setListsA(inA.lists());
    facts.setListsB(inB.lists());
    facts.setBoldA(inA.bold());
    facts.setBoldB(inB.bold());
    facts.setCode(TextFeatures.looksLikeCode(prompt) || hasCodeBlock(a) || hasCodeBlock(b));
    facts.setRefusalA(TextFeatures.opensWithRefusal(a));
    facts.setRefusalB(TextFeatures.opensWithRefusal(b));
    facts.setScript(script(prompt));
    facts.setLanguage(language(pair.getAttributes()));
    facts.setCategory(categories(pair.getAttributes()));
    facts.setPairHash(hash(turns));
    return facts;
  }

  /** Code points of all turns, without the line feeds that join them. */
  private static int length(String joined, List<Turn> turns) {
    return joined.codePointCount(0, joined.length()) - Math.max(0, turns.size() - 1);
  }

  private static boolean hasCodeBlock(String text) {
    return text.contains("```");
  }

  /** The script of most letters; the first in Unicode's order if there are several. */
  private static String script(String text) {
    int[] letters = new int[SCRIPTS.length];
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (Character.isLetter(c)) {
        letters[scriptOf(c).ordinal()]++;
      }
    }
    letters[UnicodeScript.COMMON.ordinal()] = 0;
    letters[UnicodeScript.INHERITED.ordinal()] = 0;
    letters[UnicodeScript.UNKNOWN.ordinal()] = 0;
    int most = 0;
    for (int i = 0; i < letters.length; i++) {
      if (letters[i] > letters[most]) {
        most = i;
      }
    }
    return letters[most] == 0 ? "" : SCRIPTS[most];
  }

  /** The script of a letter; Java finds scripts other than that of ASCII by a binary search. */
  private static UnicodeScript scriptOf(int letter) {
    return letter < 128 ? UnicodeScript.LATIN : UnicodeScript.of(letter);
  }

  private static String titleCase(UnicodeScript script) {
    return Arrays.stream(script.name().split("_", -1))
        .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
        .collect(Collectors.joining("_"));
  }

  private static @Nullable String language(Map<String, String> attributes) {
    String language = attributes.getOrDefault(LANGUAGE, "").strip();
    return isLabel(language) ? language : null;
  }

  private static List<String> categories(Map<String, String> attributes) {
    String all = attributes.getOrDefault(CATEGORY, "");
    List<String> categories = new ArrayList<>();
    for (int from = 0; from < all.length() && categories.size() < MOST_CATEGORIES; ) {
      int comma = all.indexOf(',', from);
      int end = comma < 0 ? all.length() : comma;
      String category = all.substring(from, end).strip();
      if (isLabel(category) && !categories.contains(category)) {
        categories.add(category);
      }
      from = end + 1;
    }
    return categories;
  }

  private static boolean isLabel(String text) {
    return !text.isEmpty() && text.length() <= LONGEST_LABEL;
  }

  private static long hash(List<Turn> turns) {
    XxHash64 hash = new XxHash64();
    for (Turn turn : turns) {
      add(hash, turn.getPrompt());
      add(hash, turn.getResponseA());
      add(hash, turn.getResponseB());
    }
    return hash.digest() >>> DROPPED_BITS;
  }

  private static void add(XxHash64 hash, @Nullable String text) {
    if (text != null) {
      hash.update(text.getBytes(UTF_8));
    }
    hash.update(SEPARATOR);
  }
}
