package dev.arena.lab.adversarial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.kafka.client.Connection;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AdversarialRecordsTest {
  private static final AdversarialRecords.Options SMALL =
      new AdversarialRecords.Options(AdversarialKind.WEIGHT, 1000);
  private static final int MANY = 2_000;

  private static final Comparator<AdversarialRecords.Generated> BY_BYTES =
      Comparator.comparing(AdversarialRecords.Generated::kind)
          .thenComparing(AdversarialRecords.Generated::key, Comparator.nullsFirst(Arrays::compare))
          .thenComparing(
              AdversarialRecords.Generated::value, Comparator.nullsFirst(Arrays::compare));

  private final Connection connection =
      Connection.to("127.0.0.1:1", "mock://adversarial-records-" + hashCode());

  @Test
  void everyKindOccurs() {
    AdversarialRecords records = AdversarialRecords.open(connection, SMALL, 1);

    Set<AdversarialKind> seen = EnumSet.noneOf(AdversarialKind.class);
    Stream.generate(records::next).limit(MANY).forEach(r -> seen.add(r.kind()));

    assertThat(seen).containsExactlyInAnyOrder(AdversarialKind.values());
  }

  @Test
  void theSameSeedYieldsTheSameRecordsAndAnotherSeedYieldsOthers() {
    List<AdversarialRecords.Generated> once = records(7);

    assertThat(records(7)).usingElementComparator(BY_BYTES).isEqualTo(once);
    assertThat(records(8)).usingElementComparator(BY_BYTES).isNotEqualTo(once);
  }

  @Test
  void unknownSchemasInARowAreTooFewToSuggestAWrongRegistry() {
    AdversarialRecords records = AdversarialRecords.open(connection, SMALL, 3);
    int inARow = 0;
    int max = 0;
    for (int n = 0; n < MANY; n++) {
      boolean poison = n % 500 > 100; // stretches of unreadable records
      AdversarialRecords.Generated record = poison ? records.nextDeadLetter() : records.next();
      inARow += record.kind() == AdversarialKind.UNKNOWN_SCHEMA ? 1 : 0;
      inARow = record.kind().scored() ? 0 : inARow;
      max = Math.max(max, inARow);
      assertThat(poison && record.kind().scored()).isFalse();
    }

    assertThat(max).isEqualTo(4);
  }

  private List<AdversarialRecords.Generated> records(long seed) {
    AdversarialRecords records = AdversarialRecords.open(connection, SMALL, seed);
    return Stream.generate(records::next).limit(100).toList();
  }
}
