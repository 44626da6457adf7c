package dev.arena.console.page.pair;

import dev.arena.models.SentenceEffect;
import dev.arena.statistics.FigureText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A text of a pair as pages show it: a long one as a beginning, and a rest that is folded up.
 *
 * @param absent says that there is nothing to show; null if there is
 * @param beginning what is always shown
 * @param rest what is folded up; empty unless the text is long
 * @param folded whether there is a rest
 * @param restLength the number of characters in {@code rest}
 */
record FoldedText(
    @Nullable String absent,
    List<Segment> beginning,
    List<Segment> rest,
    boolean folded,
    String restLength) {
  /** A longer text is folded. */
  private static final int LONGEST = 4_000;

  private static final int BEGINNING = 3_000;

  /** How far before the fold a line or a word may end. */
  private static final int SEARCHED = 200;

  FoldedText {
    beginning = List.copyOf(beginning);
    rest = List.copyOf(rest);
  }

  /**
   * A part of a text.
   *
   * @param marked whether it is a sentence with an effect
   * @param look the class of a sentence
   * @param effect what a sentence adds to the score; null in the second part of a folded sentence
   */
  record Segment(String text, boolean marked, String look, @Nullable String effect) {
    static Segment plain(String text) {
      return new Segment(text, false, "", null);
    }
  }

  /** A text without effects. */
  static FoldedText of(@Nullable String text) {
    return of(text, List.of());
  }

  /**
   * A text with the effects of its sentences.
   *
   * @param effects of this text only, in its order
   */
  static FoldedText of(@Nullable String text, List<SentenceEffect> effects) {
    if (text == null || text.isEmpty()) {
      return new FoldedText(
          text == null ? "(no text)" : "(empty)", List.of(), List.of(), false, "");
    }
    int fold = text.length() > LONGEST ? fold(text) : text.length();
    List<Segment> beginning = new ArrayList<>();
    List<Segment> rest = new ArrayList<>();
    int shown = 0;
    for (SentenceEffect each : effects) {
      add(Segment.plain(text.substring(shown, each.begin())), fold - shown, beginning, rest);
      Segment sentence =
          new Segment(
              text.substring(each.begin(), each.end()),
              true,
              look(each.logit()),
              Effect.shortText(each.logit()));
      add(sentence, fold - each.begin(), beginning, rest);
      shown = each.end();
    }
    add(Segment.plain(text.substring(shown)), fold - shown, beginning, rest);
    return new FoldedText(
        null, beginning, rest, fold < text.length(), FigureText.count(text.length() - fold));
  }

  private static String look(double logit) {
    if (Effect.isNone(logit)) {
      return "none";
    }
    return (logit > 0 ? "for-a" : "for-b") + (Effect.isSlight(logit) ? "" : " large");
  }

  /**
   * Adds a segment to the beginning, the rest, or both.
   *
   * @param fold where in the segment's text the rest begins; may be outside of it
   */
  private static void add(Segment segment, int fold, List<Segment> beginning, List<Segment> rest) {
    String text = segment.text();
    if (text.isEmpty()) {
      return;
    }
    if (fold >= text.length()) {
      beginning.add(segment);
    } else if (fold <= 0) {
      rest.add(segment);
    } else {
      beginning.add(
          new Segment(text.substring(0, fold), segment.marked(), segment.look(), segment.effect()));
      rest.add(new Segment(text.substring(fold), segment.marked(), segment.look(), null));
    }
  }

  /** Where the rest begins: after a line or a word if one ends there, never inside a character. */
  private static int fold(String text) {
    for (int i = BEGINNING; i > BEGINNING - SEARCHED; i--) {
      if (Character.isWhitespace(text.charAt(i - 1))) {
        return i;
      }
    }
    return Character.isLowSurrogate(text.charAt(BEGINNING)) ? BEGINNING - 1 : BEGINNING;
  }
}
