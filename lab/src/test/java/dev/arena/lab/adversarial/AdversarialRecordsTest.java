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

  private static final Comparator<AdversarialRecord> BY_BYTES =
      Comparator.comparing(AdversarialRecord::kind)
          .thenComparing(AdversarialRecord::key, Comparator.nullsFirst(Arrays::compare))
          .thenComparing(AdversarialRecord::value, Comparator.nullsFirst(Arrays::compare));

  private final Connection connection =
      Connection.to("127.0.0.1:1", "mock://nasty-records-" + hashCode());

  @Test
  void everyKindComesSoonerOrLater() {
    AdversarialRecords records = AdversarialRecords.open(connection, SMALL, 1);

    Set<AdversarialKind> seen = EnumSet.noneOf(AdversarialKind.class);
    Stream.generate(records::next)
        .limit(MANY)
        .forEach(r -> seen.add(AdversarialKind.valueOf(r.kind())));

    assertThat(seen).containsExactlyInAnyOrder(AdversarialKind.values());
  }

  @Test
  void theSameSeedMakesTheSameRecordsAndAnotherMakesOthers() {
    List<AdversarialRecord> once = made(7);

    assertThat(made(7)).usingElementComparator(BY_BYTES).isEqualTo(once);
    assertThat(made(8)).usingElementComparator(BY_BYTES).isNotEqualTo(once);
  }

  @Test
  void unknownSchemasAreTooFewInARowForABrokenRegistry() {
    AdversarialRecords records = AdversarialRecords.open(connection, SMALL, 3);
    int inARow = 0;
    int most = 0;
    for (int n = 0; n < MANY; n++) {
      boolean poison = n % 500 > 100; // stretches of nothing that can be read
      AdversarialRecord record = poison ? records.nextDeadLetter() : records.next();
      inARow += record.kind().equals(AdversarialKind.UNKNOWN_SCHEMA.name()) ? 1 : 0;
      inARow = record.fate() == AdversarialKind.ExpectedResult.SCORED ? 0 : inARow;
      most = Math.max(most, inARow);
      assertThat(poison && record.fate() == AdversarialKind.ExpectedResult.SCORED).isFalse();
    }

    assertThat(most).isEqualTo(4);
  }

  private List<AdversarialRecord> made(long seed) {
    AdversarialRecords records = AdversarialRecords.open(connection, SMALL, seed);
    return Stream.generate(records::next).limit(100).toList();
  }
}
