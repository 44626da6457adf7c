package dev.arena.console.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToLongFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.api.SoftAssertions;

final class BattleIndexProperties {
  private static final int STEPS = 3_000;

  @Property(tries = 60)
  void itFindsWhatAMapFinds(@ForAll long seed, @ForAll @IntRange(min = 1, max = 400) int pairs) {
    compare(seed, pairs, new PolynomialHash(new Random(seed)));
  }

  @Property(tries = 30)
  void keysWhoseHashesCollideAreStillToldApartByTheirPairs(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int pairs) {
    // each pair has another hash, but all keys with the same voter have the same one
    compare(
        seed,
        pairs,
        text -> text.startsWith("key") ? text.charAt(text.length() - 1) : text.hashCode());
  }

  private static void compare(long seed, int pairs, ToLongFunction<String> hash) {
    Random random = new Random(seed);
    BattleIndex index = new BattleIndex(Integer.MAX_VALUE, hash);
    Map<String, Map<String, BattlePosition>> model = new LinkedHashMap<>();
    for (int step = 0; step < STEPS; step++) {
      String pair = "pair" + random.nextInt(pairs);
      String key = "key " + pair + " " + random.nextInt(9);
      Map<String, BattlePosition> ofPair =
          model.computeIfAbsent(pair, first -> new LinkedHashMap<>());
      ofPair.remove(key);
      if (random.nextInt(3) == 0) {
        index.remove(key, pair);
      } else {
        BattlePosition position =
            new BattlePosition(random.nextInt(100), random.nextLong(1L << 40));
        index.put(key, pair, position);
        ofPair.put(key, position);
      }
    }
    SoftAssertions.assertSoftly(
        all -> {
          all.assertThat(index.size()).isEqualTo(model.values().stream().mapToInt(Map::size).sum());
          model.forEach(
              (pair, battles) -> {
                List<BattlePosition> latestFirst = new ArrayList<>(battles.values());
                Collections.reverse(latestFirst);
                all.assertThat(index.positions(pair, 100)).isEqualTo(latestFirst);
                for (int voter = 0; voter < 9; voter++) {
                  String key = "key " + pair + " " + voter;
                  all.assertThat(index.contains(key, pair)).isEqualTo(battles.containsKey(key));
                }
              });
        });
  }

  @Property(tries = 50)
  void pairsWhoseHashesCollideAreFoundTogether(@ForAll long seed) {
    Random random = new Random(seed);
    BattleIndex index =
        new BattleIndex(Integer.MAX_VALUE, text -> text.startsWith("pair") ? 7 : text.hashCode());
    List<BattlePosition> latestFirst = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      BattlePosition position = new BattlePosition(0, i);
      index.put("key " + i, "pair" + random.nextInt(3), position);
      latestFirst.add(0, position);
    }

    assertThat(index.positions("pair1", 100)).isEqualTo(latestFirst);
    assertThat(index.positions("pair1", 5)).isEqualTo(latestFirst.subList(0, 5));
  }

  @Property(tries = 50)
  void atMostTheMaximumOfBattlesAreKeptAndTheEarliestAreForgotten(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 300) int max) {
    BattleIndex index = new BattleIndex(max, new PolynomialHash(new Random(seed)));
    for (int i = 0; i < 1_000; i++) {
      index.put("key " + i, "pair" + i, new BattlePosition(1, i));
      assertThat(index.size()).isEqualTo(Math.min(max, i + 1));
    }

    for (int i = 0; i < 1_000; i++) {
      assertThat(index.contains("key " + i, "pair" + i)).isEqualTo(i >= 1_000 - max);
    }
  }
}
