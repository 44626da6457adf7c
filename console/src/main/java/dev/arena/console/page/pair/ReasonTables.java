package dev.arena.console.page.pair;

import dev.arena.console.api.ApiModel;
import dev.arena.console.api.Csv;
import dev.arena.console.page.PageTemplate;
import dev.arena.models.Explanation;
import dev.arena.models.Explanation.Part;
import dev.arena.models.Probabilities;
import dev.arena.models.Score;
import dev.arena.models.SentenceEffect;
import dev.arena.schemas.ConversationPair;
import dev.arena.statistics.FigureText;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/**
 * Renders why the console's model scores a pair as it does: tables of parts, and of the effects of
 * sentences.
 */
final class ReasonTables {
  private static final PageTemplate TEMPLATE = PageTemplate.of(ReasonTables.class, "reasons");

  private ReasonTables() {}

  /** What the template shows. */
  private record View(
      String model,
      String bar,
      String a,
      String tie,
      String b,
      String tokens,
      boolean truncated,
      List<Row> parts,
      Row sum,
      List<Row> tieParts,
      Row tieSum,
      boolean hasSentences,
      List<Sentence> sentences) {}

  /** A part with its bar. */
  private record Row(String name, String bar, String number, String says) {}

  /** A sentence with what it adds. */
  private record Sentence(
      String side, int turn, String text, String number, String says, String tie, String tieSays) {}

  /** The reasons as markup; the names of the parts are those of docs/reference/explanations.md. */
  static String render(ApiModel.Explained pair, ApiModel.Reasons reasons) {
    Explanation explanation = reasons.explanation();
    Score score = explanation.score();
    Probabilities predicted = score.probabilities();
    return TEMPLATE.render(
        new View(
            score.model(),
            Bars.probabilities(predicted.a(), predicted.tie(), predicted.b()),
            FigureText.percent(predicted.a()),
            FigureText.percent(predicted.tie()),
            FigureText.percent(predicted.b()),
            FigureText.count(score.tokens()),
            score.truncated(),
            rows(explanation.parts(), Effect::winner),
            row(
                "sum",
                explanation.logit(),
                largest(explanation.parts(), explanation.logit()),
                Effect::winner),
            rows(explanation.tieParts(), Effect::tie),
            row(
                "sum",
                explanation.tieLogit(),
                largest(explanation.tieParts(), explanation.tieLogit()),
                Effect::tie),
            pair.sentences(),
            sentences(pair.pair(), reasons.sentences())));
  }

  private static List<Row> rows(List<Part> parts, DoubleFunction<String> words) {
    double sum = parts.stream().mapToDouble(Part::logit).sum();
    double largest = largest(parts, sum);
    return parts.stream().map(part -> row(part.name(), part.logit(), largest, words)).toList();
  }

  private static Row row(String name, double logit, double largest, DoubleFunction<String> words) {
    return new Row(name, Bars.effect(logit, largest), Effect.number(logit), words.apply(logit));
  }

  private static double largest(List<Part> parts, double sum) {
    return Math.max(
        Math.abs(sum), parts.stream().mapToDouble(part -> Math.abs(part.logit())).max().orElse(0));
  }

  /** The sentences, those with the greatest effect on the winner first. */
  private static List<Sentence> sentences(ConversationPair pair, List<SentenceEffect> effects) {
    return effects.stream()
        .sorted(Comparator.comparingDouble((SentenceEffect each) -> -Math.abs(each.logit())))
        .map(
            each ->
                new Sentence(
                    each.side().name(),
                    each.turn() + 1,
                    Shortened.text(each.text(pair), 300),
                    Effect.number(each.logit()),
                    Effect.winner(each.logit()),
                    Effect.number(each.tieLogit()),
                    Effect.tie(each.tieLogit())))
        .toList();
  }

  /**
   * The same as CSV with all digits: a row for each part, and one for each sentence, whose {@code
   * part} is {@code sentence}.
   */
  static String csv(ApiModel.Explained pair, ApiModel.Reasons reasons) {
    Explanation explanation = reasons.explanation();
    return Csv.of(
        csv -> {
          csv.writeRecord("part", "response", "turn", "text", "logit", "tie_logit");
          for (Part tie : explanation.tieParts()) {
            String logit =
                explanation.parts().stream()
                    .filter(part -> part.name().equals(tie.name()))
                    .map(part -> String.valueOf(part.logit()))
                    .findFirst()
                    .orElse("");
            csv.writeRecord(tie.name(), "", "", "", logit, String.valueOf(tie.logit()));
          }
          for (SentenceEffect each : reasons.sentences()) {
            csv.writeRecord(
                "sentence",
                each.side().name().toLowerCase(Locale.ROOT),
                String.valueOf(each.turn()),
                each.text(pair.pair()),
                String.valueOf(each.logit()),
                String.valueOf(each.tieLogit()));
          }
        });
  }
}
