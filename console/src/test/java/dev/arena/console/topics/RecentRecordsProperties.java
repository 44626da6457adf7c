package dev.arena.console.topics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.console.topics.RecentRecords.Item;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class RecentRecordsProperties {
  private record Kept(Item<Integer> item, String key) {}

  @Property(tries = 100)
  void theLatestRecordsAreKeptWithinTheNumberAndTheSize(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 40) int maxRecords,
      @ForAll @IntRange(min = 1, max = 300) int maxBytes) {
    Random random = new Random(seed);
    RecentRecords<Integer> records = new RecentRecords<>(maxRecords, maxBytes);
    List<Kept> expected = new ArrayList<>(); // the earliest first
    for (int number = 0; number < 500; number++) {
      Item<Integer> item =
          new Item<>("pair" + random.nextInt(5), number, random.nextInt(20), random.nextInt(100));
      String key = random.nextBoolean() ? "key" + random.nextInt(10) : "";
      if (key.isEmpty()) {
        records.add(item);
      } else if (random.nextInt(4) == 0) {
        records.remove(key);
        expected.removeIf(each -> each.key.equals(key));
        continue;
      } else {
        records.put(key, item);
        expected.removeIf(each -> each.key.equals(key));
      }
      expected.add(new Kept(item, key));
      expected.sort(Comparator.comparingLong(each -> each.item.time())); // a stable sort
      while (expected.size() > maxRecords
          || (expected.stream().mapToLong(each -> each.item.bytes()).sum() > maxBytes
              && expected.size() > 1)) {
        expected.remove(0);
      }
      assertThat(records.latest(1_000)).isEqualTo(latestFirst(expected));
    }
    assertThat(records.latest(3)).isEqualTo(latestFirst(expected).stream().limit(3).toList());
    for (int pair = 0; pair < 5; pair++) {
      String id = "pair" + pair;
      assertThat(records.of(id))
          .isEqualTo(
              latestFirst(
                  expected.stream().filter(each -> each.item.pairId().equals(id)).toList()));
    }
    for (int key = 0; key < 10; key++) {
      String text = "key" + key;
      assertThat(records.contains(text))
          .isEqualTo(expected.stream().anyMatch(each -> each.key.equals(text)));
    }
  }

  private static List<Integer> latestFirst(List<Kept> kept) {
    List<Integer> values = new ArrayList<>();
    kept.forEach(each -> values.add(0, each.item.value()));
    return values;
  }
}
