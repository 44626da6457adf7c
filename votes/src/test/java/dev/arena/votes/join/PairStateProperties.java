package dev.arena.votes.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What preferences say about a pair together does not depend on their order. */
final class PairStateProperties {
  @Property(tries = 300)
  void orderAndRepetitionDoNotMatter(@ForAll Random random) {
    List<PreferenceInput> preferences = new ArrayList<>();
    // more bundles than are kept, some of them with the same times
    for (int i = random.nextInt(3 * PairState.MAX_PREDICTIONS); i >= 0; i--) {
      preferences.add(preference(random));
    }
    PairState expected = merged(preferences);

    preferences.addAll(preferences.subList(0, random.nextInt(preferences.size()) + 1));
    Collections.shuffle(preferences, random);

    assertThat(merged(preferences)).isEqualTo(expected);
    assertThat(expected.predictions()).hasSizeLessThanOrEqualTo(PairState.MAX_PREDICTIONS);
  }

  private static PairState merged(List<PreferenceInput> preferences) {
    PairState pair = PairState.UNKNOWN;
    for (PreferenceInput each : preferences) {
      pair = pair.with(each);
    }
    return pair;
  }

  private static PreferenceInput preference(Random random) {
    return new PreferenceInput(
        0,
        new PairDescription(
            random.nextInt(3) == 0 ? null : Samples.facts(random.nextInt(3)),
            random.nextInt(3) == 0 ? null : new Position(0, random.nextInt(3)),
            random.nextBoolean() ? null : "a",
            random.nextBoolean() ? null : "b"),
        new ScorerPrediction(
            "topic",
            "bundle@" + random.nextInt(2 * PairState.MAX_PREDICTIONS),
            random.nextInt(3) / 2.0,
            0.25,
            0.5,
            random.nextInt(20)));
  }
}
