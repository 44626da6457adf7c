package dev.arena.trainer.evaluate;

import dev.arena.models.Probabilities;
import dev.arena.trainer.evaluate.ModelFigures.Reference;
import dev.arena.trainer.rows.TieFreeVotes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All figures in a {@code report.json}: models and baselines on the same rows of a file.
 *
 * @param data the file's name
 * @param rows number of rows
 * @param outcomes 3, or 2 for votes without ties; all figures are then for A against B, given that
 *     one of them wins
 * @param baselinesFitted a description of the rows to which the baselines are fitted
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
      Baselines.Predicted baselines,
      List<ModelFigures.Predictions> models) {
    boolean tieFree = TieFreeVotes.amongOutcomes(rows.stream().map(LabelledRow::outcome).toList());
    Map<String, RowLosses> compared = new LinkedHashMap<>();
    Map<String, Scores> scores = new LinkedHashMap<>();
    Reference alone = new Reference(rows, tieFree, compared, null);
    baselines
        .byName()
        .forEach(
            (name, predictions) -> {
              RowLosses losses = alone.losses(predictions);
              compared.put(name, losses);
              scores.put(name, Scores.of(losses));
            });
    List<ModelFigures> figures = new ArrayList<>();
    RowLosses first = alone.losses(models.get(0).rows());
    for (ModelFigures.Predictions model : models) {
      figures.add(
          ModelFigures.of(
              model, figures.isEmpty() ? alone : new Reference(rows, tieFree, compared, first)));
    }
    return new Figures(data, rows.size(), tieFree ? 2 : 3, baselines.fitted(), scores, figures);
  }

  /**
   * A row that was predicted elsewhere, for example out of fold.
   *
   * @param row its facts and vote
   * @param excerpt the excerpt that a report shows if the prediction is far from the vote
   * @param predicted the model's prediction
   */
  public record PredictedRow(LabelledRow row, Excerpt excerpt, Probabilities predicted) {}

  /**
   * The figures for rows that were predicted elsewhere.
   *
   * @param data name of the rows
   * @param model name of the model
   * @param baselines predictions of simpler models for the same rows
   */
  public static Figures ofPredictions(
      String data, String model, List<PredictedRow> rows, Baselines.Predicted baselines) {
    RowExample.Ranking errors = new RowExample.Ranking();
    rows.forEach(
        row ->
            errors.offer(
                new RowExample(row.excerpt(), row.row().outcome(), row.predicted(), null)));
    return of(
        data,
        rows.stream().map(PredictedRow::row).toList(),
        baselines,
        List.of(
            new ModelFigures.Predictions(
                model,
                null,
                null,
                null,
                rows.stream().map(PredictedRow::predicted).toList(),
                errors,
                new RowExample.Ranking(),
                null,
                List.of())));
  }
}
