package dev.arena.streamer.drift;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.statistics.drift.PopulationStability;
import java.util.Comparator;
import java.util.List;

/**
 * How the pairs of the last 24 hours differ from a reference.
 *
 * @param reference what they are compared with, or why they are not
 * @param pairs how many there are
 * @param features in the order of their names; empty if drift is not measured
 */
public record DriftReport(String reference, long pairs, List<PopulationStability> features) {
  /**
   * Fewer pairs raise no alarm: the noise is that of many rows, and features with a rare bin exceed
   * it by chance.
   */
  static final long MIN_PAIRS = 200;

  public DriftReport {
    features =
        features.stream().sorted(Comparator.comparing(PopulationStability::feature)).toList();
  }

  /** Whether drift is measured. */
  boolean measured() {
    return !features.isEmpty();
  }

  /** The features that have rows in the reference and today. */
  List<PopulationStability> compared() {
    return features.stream().filter(each -> Double.isFinite(each.noise())).toList();
  }

  /** Whether a feature's difference is neither small nor within what chance alone gives. */
  static boolean alarm(PopulationStability feature) {
    return feature.rows() >= MIN_PAIRS && feature.alarm();
  }

  /** Adds the report to the content of {@code /info}. */
  public void addTo(ObjectNode info) {
    ObjectNode drift = info.putObject("drift").put("reference", reference);
    if (measured()) {
      drift.put("pairs", pairs).put("hours", DriftWindow.HOURS);
      ArrayNode shown = drift.putArray("features");
      for (PopulationStability each : compared()) {
        shown
            .addObject()
            .put("feature", each.feature())
            .put("psi", each.index())
            .put("noise", each.noise())
            .put("alarm", alarm(each));
      }
    }
  }
}
