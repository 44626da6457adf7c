package dev.arena.trainer.evaluate;

import dev.arena.models.Probabilities;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The predictions of one model for every row of a file, and what was collected along the way.
 *
 * @param source the model, and where it ran
 * @param predictions in the order of the rows, ties included
 * @param errors rows with the largest loss
 * @param moved rows on which its loss differs most from the first model's
 * @param checks results of the additional checks
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
   * Results of the additional checks.
   *
   * @param exchange the result of exchanging A and B; null if not requested
   * @param variants figures of the bundle's precisions; empty if not requested
   */
  record Checks(@Nullable ExchangeCheck exchange, List<VariantFigures> variants) {
    static final Checks NONE = new Checks(null, List.of());
  }
}
