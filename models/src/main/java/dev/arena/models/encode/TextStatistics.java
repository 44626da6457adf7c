package dev.arena.models.encode;

/**
 * What {@link TextFeatures} knows about one text: an answer or a prompt, all turns joined.
 *
 * @param text the text itself
 * @param characters code points
 * @param marks counts of single characters
 * @param words its words
 * @param markup its lines
 * @param refusalPhrases how many different phrases of refusal occur
 * @param opensWithRefusal whether it opens with one
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

  /** Whether the last character that is not blank is a letter, a digit, or a joining mark. */
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

  boolean endsWithQuestion() {
    String end = text.stripTrailing();
    return end.endsWith("?") || end.endsWith("\uff1f") || end.endsWith("\u061f");
  }

  boolean hasCode() {
    return text.contains("```")
        || text.contains("();")
        || text.contains("def ")
        || text.contains("#include")
        || text.contains("</");
  }
}
