package dev.arena.trainer.evaluate;

import dev.arena.models.Probabilities;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The predictions of one model for every row of a file, and what was kept on the way.
 *
 * @param source the model, and where it ran
 * @param predictions in the order of the rows, ties included
 * @param errors rows with the largest loss
 * @param moved rows on which it differs most from the first model
 * @param checks what was scored besides
 */
record ModelPredictions(
    Source source,
    List<Probabilities> predictions,
    Examples errors,
    Examples moved,
    Checks checks) {

  /**
   * Where predictions come from.
   *
   * @param model its name and version
   * @param bundle its directory; null if there is no bundle
   * @param device where it ran; null if there is no bundle
   */
  record Source(String model, @Nullable String bundle, @Nullable String device) {}

  /**
   * Scores beside those of the rows themselves.
   *
   * @param exchange the rows with A and B exchanged; null if not asked for
   * @param variants the bundle's precisions; empty if not asked for
   */
  record Checks(@Nullable ExchangeCheck exchange, List<VariantFigures> variants) {
    static final Checks NONE = new Checks(null, List.of());
  }
}
