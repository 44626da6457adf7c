package dev.arena.models.encode;

import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import dev.arena.schemas.failure.UserException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Text features that compare two answers without a network: length, Markdown, refusals, overlap.
 *
 * <p>Turns are joined with line feeds; a null turn is an empty text. An antisymmetric feature is
 * the difference A minus B, so swapping A and B exactly flips its sign; a symmetric feature does
 * not change. Counts enter as {@code ln(1 + count)}. Every value is finite for every text, and the
 * time is linear in the text's length.
 *
 * <p>A version of the features never changes once a bundle uses it: a new feature or definition
 * requires a new version. Thread-safe.
 */
public final class TextFeatures {
  /** The version that this class computes. */
  public static final int VERSION = 1;

  private static final Map<String, Feature> ANTISYMMETRIC = antisymmetricFeatures();
  private static final Map<String, Feature> SYMMETRIC = symmetricFeatures();

  private final List<Feature> antisymmetric;
  private final List<Feature> symmetric;

  private TextFeatures(List<Feature> antisymmetric, List<Feature> symmetric) {
    this.antisymmetric = antisymmetric;
    this.symmetric = symmetric;
  }

  /**
   * The features that a bundle names, in its order.
   *
   * @throws UserException if the version or a name is unknown
   */
  public static TextFeatures of(FeatureSpec spec) {
    if (spec.version() != VERSION) {
      throw new UserException(
          """
          the bundle uses version %d of the text features, but this Arena computes version %d.
            Use the Arena that made the bundle, or train a bundle with this one (./arena train)."""
              .formatted(spec.version(), VERSION));
    }
    return new TextFeatures(
        select(spec.antisymmetric(), ANTISYMMETRIC, "antisymmetric"),
        select(spec.symmetric(), SYMMETRIC, "symmetric"));
  }

  /** Every antisymmetric feature. */
  public static List<String> antisymmetricNames() {
    return List.copyOf(ANTISYMMETRIC.keySet());
  }

  /** Every symmetric feature. */
  public static List<String> symmetricNames() {
    return List.copyOf(SYMMETRIC.keySet());
  }

  /** Computes the features of a pair with any number of turns, including none. */
  public FeatureValues compute(ConversationPair pair) {
    List<Turn> turns = pair.getTurns();
    String textA = joined(turns, Turn::getResponseA);
    String textB = joined(turns, Turn::getResponseB);
    PromptStatistics prompt = PromptStatistics.of(joined(turns, Turn::getPrompt));
    AnswerStatistics a = prompt.answer(textA);
    AnswerStatistics b = textB.equals(textA) ? a : prompt.answer(textB);
    return compute(new Compared(prompt, a, b, turns.size()));
  }

  /** Computes the features of two answers. */
  FeatureValues compute(Compared pair) {
    return new FeatureValues(values(antisymmetric, pair), values(symmetric, pair));
  }

  /** One text of all turns, joined with line feeds. */
  public static String joined(List<Turn> turns, Function<Turn, @Nullable String> part) {
    return PairEncoder.joined(
        turns, turn -> Objects.requireNonNullElse(part.apply(turn), ""), "\n");
  }

  /** Whether an answer opens with a phrase with which chatbots decline to answer. */
  public static boolean opensWithRefusal(String answer) {
    return Refusals.opens(answer);
  }

  /** Whether a text has a code block, or marks that are common in source code. */
  public static boolean looksLikeCode(String text) {
    return text.contains("```")
        || text.contains("();")
        || text.contains("def ")
        || text.contains("#include")
        || text.contains("</");
  }

  private static float[] values(List<Feature> features, Compared pair) {
    float[] values = new float[features.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) features.get(i).of(pair);
    }
    return values;
  }

  private static List<Feature> select(
      List<String> names, Map<String, Feature> known, String symmetry) {
    List<Feature> selected = new ArrayList<>();
    for (String name : names) {
      Feature feature = known.get(name);
      if (feature == null) {
        throw new UserException(
            """
            the bundle uses the %s text feature %s, which version %d does not contain.
              Expected only names from %s. Use the Arena that made the bundle, or train a bundle \
            with this one (./arena train)."""
                .formatted(symmetry, name, VERSION, known.keySet()));
      }
      selected.add(feature);
    }
    return List.copyOf(selected);
  }

  private static Map<String, Feature> antisymmetricFeatures() {
    Map<String, Feature> features = new LinkedHashMap<>();
    features.put("length_difference", TextFeatures::lengthDifference);
    features.put("log_ratio_length", logRatio(TextStatistics::characters));
    features.put("log_ratio_words", logRatio(text -> text.words().count()));
    features.put("log_ratio_sentences", logRatio(text -> text.marks().sentences()));
    features.put("log_ratio_paragraphs", logRatio(text -> text.markup().paragraphs()));
    features.put("log_ratio_headers", logRatio(text -> text.markup().headers()));
    features.put("log_ratio_bold", logRatio(text -> text.marks().bold()));
    features.put("log_ratio_list_items", logRatio(text -> text.markup().listItems()));
    features.put("log_ratio_table_rows", logRatio(text -> text.markup().tableRows()));
    features.put("log_ratio_code_blocks", logRatio(text -> text.markup().codeBlocks()));
    features.put("log_ratio_links", logRatio(text -> text.marks().links()));
    features.put("log_ratio_digits", logRatio(text -> text.marks().digits()));
    features.put("log_ratio_question_marks", logRatio(text -> text.marks().questionMarks()));
    features.put("log_ratio_exclamation_marks", logRatio(text -> text.marks().exclamationMarks()));
    features.put("log_ratio_refusal_phrases", logRatio(TextStatistics::refusalPhrases));
    features.put("log_ratio_word_length", logRatio(TextStatistics::meanWordLength));
    features.put("starts_with_refusal", difference(text -> indicator(text.refuses())));
    features.put("ends_abruptly", difference(text -> indicator(text.endsAbruptly())));
    features.put("empty", difference(text -> indicator(text.isBlank())));
    features.put("non_ascii_share", difference(TextStatistics::nonAsciiShare));
    features.put("repeated_line_share", difference(text -> text.markup().repeatedShare()));
    features.put("type_token_ratio", difference(text -> text.words().typeTokenRatio()));
    features.put(
        "prompt_overlap", pair -> pair.answerA().promptShare() - pair.answerB().promptShare());
    return features;
  }

  private static Map<String, Feature> symmetricFeatures() {
    Map<String, Feature> features = new LinkedHashMap<>();
    features.put("word_overlap", pair -> pair.a().words().overlap(pair.b().words()));
    features.put(
        "identical", pair -> indicator(pair.a().text().strip().equals(pair.b().text().strip())));
    features.put("log_prompt_length", pair -> Math.log1p(pair.prompt().characters()));
    features.put("log_total_length", pair -> Math.log1p(pair.totalLength()));
    features.put("log_shorter_length", pair -> Math.log1p(pair.shorterLength()));
    features.put("length_gap", pair -> Math.abs(logRatio(TextStatistics::characters).of(pair)));
    features.put("both_refuse", pair -> indicator(pair.a().refuses() && pair.b().refuses()));
    features.put("either_refuses", pair -> indicator(pair.a().refuses() || pair.b().refuses()));
    features.put("both_empty", pair -> indicator(pair.a().isBlank() && pair.b().isBlank()));
    features.put("log_turns", pair -> Math.log(Math.max(1, pair.turns())));
    features.put("prompt_has_code", pair -> indicator(pair.prompt().hasCode()));
    features.put("prompt_ends_with_question", pair -> indicator(pair.prompt().endsWithQuestion()));
    return features;
  }

  private static double lengthDifference(Compared pair) {
    long total = pair.totalLength();
    return total == 0 ? 0 : (double) (pair.a().characters() - pair.b().characters()) / total;
  }

  private static Feature logRatio(ToDoubleFunction<TextStatistics> count) {
    return difference(text -> Math.log1p(count.applyAsDouble(text)));
  }

  private static Feature difference(ToDoubleFunction<TextStatistics> value) {
    return pair -> value.applyAsDouble(pair.a()) - value.applyAsDouble(pair.b());
  }

  private static double indicator(boolean condition) {
    return condition ? 1 : 0;
  }

  /** One number about a pair. */
  @FunctionalInterface
  private interface Feature {
    double of(Compared pair);
  }

  /** Statistics of a pair's texts. */
  record Compared(
      PromptStatistics prompt, AnswerStatistics answerA, AnswerStatistics answerB, int turns) {
    TextStatistics a() {
      return answerA.text();
    }

    TextStatistics b() {
      return answerB.text();
    }

    long totalLength() {
      return a().characters() + b().characters();
    }

    long shorterLength() {
      return Math.min(a().characters(), b().characters());
    }
  }

  /**
   * Statistics of a prompt, which are computed once for all answers to it.
   *
   * @param characters code points
   * @param words its words
   * @param hasCode whether it looks like code
   */
  record PromptStatistics(long characters, Words words, boolean hasCode, boolean endsWithQuestion) {
    static PromptStatistics of(String prompt) {
      String end = prompt.stripTrailing();
      return new PromptStatistics(
          prompt.codePointCount(0, prompt.length()),
          Words.of(prompt),
          looksLikeCode(prompt),
          end.endsWith("?") || end.endsWith("\uff1f") || end.endsWith("\u061f"));
    }

    /** The statistics of an answer to this prompt. */
    AnswerStatistics answer(String answer) {
      TextStatistics statistics = TextStatistics.of(answer);
      return new AnswerStatistics(statistics, words.shareIn(statistics.words()));
    }
  }

  /**
   * Statistics of an answer, which are computed once for all answers that it is compared with.
   *
   * @param promptShare share of the prompt's words that the answer contains
   */
  record AnswerStatistics(TextStatistics text, double promptShare) {}

  /**
   * Statistics of one answer, with all turns joined.
   *
   * @param text the text itself
   * @param characters code points
   * @param marks counts of single characters
   * @param words its words
   * @param markup its lines
   * @param refusalPhrases number of different refusal phrases
   * @param opensWithRefusal whether it opens with a refusal phrase
   */
  record TextStatistics(
      String text,
      long characters,
      Marks marks,
      Words words,
      Markup markup,
      int refusalPhrases,
      boolean opensWithRefusal) {

    static TextStatistics of(String text) {
      return new TextStatistics(
          text,
          text.codePointCount(0, text.length()),
          Marks.of(text),
          Words.of(text),
          Markup.of(text),
          Refusals.count(text),
          Refusals.opens(text));
    }

    boolean isBlank() {
      return text.isBlank();
    }

    boolean refuses() {
      return opensWithRefusal;
    }

    double nonAsciiShare() {
      return characters == 0 ? 0 : (double) marks.nonAscii() / characters;
    }

    double meanWordLength() {
      return words.count() == 0 ? 0 : (double) words.letters() / words.count();
    }

    /** Whether the last non-blank character is a letter, a digit, or a joining mark. */
    boolean endsAbruptly() {
      int end = text.length();
      while (end > 0 && Character.isWhitespace(text.charAt(end - 1))) {
        end--;
      }
      if (end == 0) {
        return false;
      }
      int last = text.codePointBefore(end);
      return Character.isLetterOrDigit(last) || ",;-(\u2013\u2014\u3001\uff0c".indexOf(last) >= 0;
    }
  }

  /** The phrases with which chatbots decline to answer, in a few languages. */
  private static final class Refusals {
    /**
     * In lower case with plain apostrophes, two characters or more each, and at most 64; changes
     * require a new version of the features.
     */
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

    /** The phrase must begin within this many UTF-16 units of the first non-blank character. */
    private static final int OPENING = 60;

    private static final int BEGINNING_BITS = 10;

    /** For each hash of two characters, the indices of the phrases that begin with them. */
    private static final int[][] BY_BEGINNING = byBeginning();

    private Refusals() {}

    /** The number of different phrases that occur. */
    static int count(String text) {
      String plain = plain(text);
      long found = 0;
      for (int i = 0; i < plain.length() - 1; i++) {
        for (int phrase : BY_BEGINNING[beginning(plain, i)]) {
          if (plain.startsWith(PHRASES.get(phrase), i)) {
            found |= 1L << phrase;
          }
        }
      }
      return Long.bitCount(found);
    }

    private static int[][] byBeginning() {
      int[][] phrases = new int[1 << BEGINNING_BITS][];
      for (int hash = 0; hash < phrases.length; hash++) {
        int wanted = hash;
        phrases[hash] =
            IntStream.range(0, PHRASES.size())
                .filter(phrase -> beginning(PHRASES.get(phrase), 0) == wanted)
                .toArray();
      }
      return phrases;
    }

    private static int beginning(String text, int at) {
      return (text.charAt(at) << 5 ^ text.charAt(at + 1)) & ((1 << BEGINNING_BITS) - 1);
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
}
