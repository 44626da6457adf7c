package dev.arena.trainer.predict;

import dev.arena.models.Explanation;
import dev.arena.models.Explanation.Part;
import java.util.List;
import java.util.stream.Stream;

/** The columns of an explanation in a file of predictions: one for each part. */
final class ExplanationColumns {
  private ExplanationColumns() {}

  /** {@code part_length} and so on, then {@code tie_part_length} and so on. */
  static List<String> names() {
    return Stream.concat(
            Explanation.partNames().stream().map(name -> "part_" + name),
            Explanation.tiePartNames().stream().map(name -> "tie_part_" + name))
        .toList();
  }

  /** The logits in the order of {@link #names}. */
  static double[] values(Explanation explanation) {
    return Stream.concat(explanation.parts().stream(), explanation.tieParts().stream())
        .mapToDouble(Part::logit)
        .toArray();
  }
}
