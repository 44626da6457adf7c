package dev.arena.models.encode;

import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Ordinary text, and worse: any UTF-16 units, pieces of markup, long runs, nothing. */
public final class NastyText {
  private static final String[] PIECES = {
    "hello ",
    "\n",
    "\r\n",
    "\uD83D\uDE00",
    "\uD83D",
    "\uDE00",
    "\u0000",
    "\u200b",
    "\uFFFD",
    "[SEP]",
    "[MASK]",
    "[CLS]",
    "[PAD]",
    "## ",
    "- ",
    "1. ",
    "```\n",
    "**b**",
    "\u4f60\u597d",
    "\u0627\u0644",
    "http://x.y ",
    "x".repeat(2_000),
    " ".repeat(3_000),
    "I can\u2019t ",
    "? ",
    "e\u0301",
    "| a |\n",
    "x".repeat(100),
    "y".repeat(101) + " ",
    "unbelievable antidisestablishmentarianism ",
    "don't (stop)-here; a_b@c.d ",
    "\t",
    "\u0001",
    "\u007f",
    "\u000b",
    "\u0085",
    "\u00a0",
    "\u2028",
    "\u0130",
    "\u03a3",
    "\ufb01",
    "\uac00",
    " \u0301",
    "\u201cquoted\u201d ",
    "\u041f\u0440\u0438\u0432\u0435\u0442 \u043c\u0438\u0440 "
  };

  private NastyText() {}

  public static Arbitrary<String> texts() {
    Arbitrary<String> units =
        Arbitraries.strings().withCharRange('\u0000', '\uFFFF').ofMaxLength(80);
    Arbitrary<String> ascii =
        Arbitraries.strings().withCharRange('\u0000', '\u007F').ofMaxLength(400);
    Arbitrary<String> words =
        Arbitraries.strings()
            .withCharRange('a', 'e')
            .withCharRange('\u00c0', '\u00ff')
            .withCharRange('\u0300', '\u0304')
            .withCharRange('\u0410', '\u044f')
            .withCharRange('\u2010', '\u2026')
            .withCharRange('\u4e00', '\u4e0f')
            .withCharRange('\uac00', '\uac40')
            .withChars(' ', ',', '\u3002', '\ufe0f')
            .ofMaxLength(80);
    Arbitrary<String> pieces =
        Arbitraries.of(PIECES).list().ofMaxSize(30).map(list -> String.join("", list));
    return Arbitraries.oneOf(
        units,
        ascii,
        words,
        pieces,
        Combinators.combine(units, pieces).as(String::concat),
        Combinators.combine(pieces, ascii, pieces).as((a, b, c) -> a + b + c));
  }

  public static Arbitrary<ConversationPair> pairs() {
    Arbitrary<String> part = texts().injectNull(0.1);
    return Combinators.combine(part, part, part)
        .as(Turn::new)
        .list()
        .ofMaxSize(4)
        .map(turns -> TinyBundle.pair("any", turns.toArray(Turn[]::new)));
  }
}
