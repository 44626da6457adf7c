package dev.arena.streamer.score;

import dev.arena.cli.Terminal;
import dev.arena.models.Explanation;
import dev.arena.models.Explanation.Part;
import dev.arena.models.SentenceEffect;
import dev.arena.models.SentenceEffect.Side;
import dev.arena.schemas.ConversationPair;
import dev.arena.streamer.score.PreferenceTable.DisplayText;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prints the explanation of one score for people: its parts, and what each sentence adds. */
final class ExplanationTable {
  private static final int NAME_COLUMNS = 20;
  private static final int NUMBER_COLUMNS = 7;
  private static final int GAP = 2;
  private static final int WIDEST_SENTENCE = 72;

  private final PrintWriter out;
  private final int sentenceColumns;

  /**
   * @param out receives the lines
   * @param terminal what {@code out} is connected to
   */
  ExplanationTable(PrintWriter out, Terminal terminal) {
    this.out = out;
    int left = terminal.columns() - 1 - 2 * (GAP + NUMBER_COLUMNS);
    this.sentenceColumns = Math.max(1, Math.min(WIDEST_SENTENCE, left));
  }

  void print(ConversationPair pair, Explanation explanation, List<SentenceEffect> effects) {
    parts(explanation);
    for (Side side : Side.values()) {
      List<SentenceEffect> ofSide =
          effects.stream().filter(effect -> effect.side() == side).toList();
      if (!ofSide.isEmpty()) {
        heading("what sentences of " + side + " add", sentenceColumns);
        ofSide.forEach(
            effect ->
                row(
                    effect.text(pair),
                    sentenceColumns,
                    number(effect.logit()),
                    number(effect.tieLogit())));
      }
    }
  }

  private void parts(Explanation explanation) {
    Map<String, String> winner = new HashMap<>();
    explanation.parts().forEach(part -> winner.put(part.name(), number(part.logit())));
    heading("parts", NAME_COLUMNS);
    for (Part part : explanation.tieParts()) {
      row(part.name(), NAME_COLUMNS, winner.getOrDefault(part.name(), ""), number(part.logit()));
    }
    row("sum", NAME_COLUMNS, number(explanation.logit()), number(explanation.tieLogit()));
  }

  private void heading(String title, int columns) {
    out.println();
    row(title, columns, "ln(A/B)", "tie");
  }

  private void row(String text, int columns, String winner, String tie) {
    String format = ("%s" + ("%" + (GAP + NUMBER_COLUMNS) + "s").repeat(2) + "%n");
    out.printf(Locale.ROOT, format, DisplayText.fit(text, columns), winner, tie);
  }

  private static String number(double logit) {
    return String.format(Locale.ROOT, "%+.2f", logit);
  }
}
