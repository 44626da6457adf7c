package dev.arena.trainer.evaluate;

import dev.arena.models.Probabilities;
import dev.arena.trainer.evaluate.ModelFigures.Reference;
import dev.arena.trainer.rows.DecisiveVotes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All figures of models and baselines on the same rows of a file: what {@code report.json} holds.
 *
 * @param data the file's name
 * @param rows how many
 * @param outcomes 3, or 2 where ties were removed: then all figures are of A against B, given that
 *     one of them wins
 * @param baselinesFitted to which rows the baselines are fitted
 * @param baselines simpler models, by name
 * @param bundles the models, in the order in which they were named
 */
public record Figures(
    String data,
    int rows,
    int outcomes,
    String baselinesFitted,
    Map<String, Scores> baselines,
    List<ModelFigures> bundles) {

  static Figures of(
      String data,
      List<LabelledRow> rows,
      boolean decisive,
      Baselines baselines,
      List<Judgement> judgements) {
    Map<String, RowLosses> compared = new LinkedHashMap<>();
    Map<String, Scores> scores = new LinkedHashMap<>();
    Reference alone = new Reference(rows, decisive, compared, null);
    baselines
        .predict(rows.stream().map(LabelledRow::vote).toList(), decisive)
        .forEach(
            (name, predictions) -> {
              RowLosses losses = alone.losses(predictions);
              compared.put(name, losses);
              scores.put(name, Scores.of(losses));
            });
    List<ModelFigures> models = new ArrayList<>();
    RowLosses first = alone.losses(judgements.get(0).predictions());
    for (Judgement judgement : judgements) {
      models.add(
          ModelFigures.of(
              judgement,
              models.isEmpty() ? alone : new Reference(rows, decisive, compared, first)));
    }
    return new Figures(data, rows.size(), decisive ? 2 : 3, baselines.fitted(), scores, models);
  }

  /**
   * The figures of predictions that were made elsewhere, such as out of fold.
   *
   * @param data what the rows are called
   * @param rows with votes
   * @param predictions of each row
   * @param model what predicted
   */
  public static Figures ofPredictions(
      String data, List<LabelledRow> rows, List<Probabilities> predictions, String model) {
    return of(
        data,
        rows,
        DecisiveVotes.amongOutcomes(rows.stream().map(LabelledRow::outcome).toList()),
        Baselines.withinRows(),
        List.of(
            new Judgement(
                new Judgement.Source(model, null, null),
                predictions,
                new Examples(),
                new Examples(),
                Judgement.Checks.NONE)));
  }
}
