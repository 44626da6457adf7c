package dev.arena.lab.prove;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final int PARTITIONS = 2;
  private static final long DIGEST = 77;

  private final Ledger ledger = new Ledger(10, PARTITIONS);

  @Test
  void recordsWithTheExpectedOutputsAreGood() {
    send(null, "no turns", null);
    ledger.preference(0, 0, DIGEST);
    ledger.deadLetter(1, new Ledger.Origin(1, 101), DIGEST, "pair x has no turns");
    ledger.preference(2, 0, DIGEST);

    assertThat(ledger.accounted()).isEqualTo(3);
    Ledger.Verdict verdict = ledger.verdict();
    assertThat(verdict.good()).isTrue();
    assertThat(verdict.scored()).isEqualTo(2);
    assertThat(verdict.deadLetters()).isEqualTo(1);
  }

  @Test
  void aRecordWithoutOutputIsLostAndNamed() {
    send(null, null, null);
    ledger.preference(0, 0, DIGEST);
    ledger.preference(2, 0, DIGEST);

    assertThat(ledger.verdict().examples())
        .containsExactly(
            "lost: record 1 (partition 1, offset 101): it has no output; expected a preference");
  }

  @Test
  void aSecondOutputIsADuplicateOnEitherTopic() {
    send(null, "bad");
    ledger.preference(0, 0, DIGEST);
    ledger.preference(0, 0, DIGEST);
    ledger.deadLetter(1, new Ledger.Origin(1, 101), DIGEST, "bad");
    ledger.preference(1, 1, DIGEST);

    assertThat(ledger.verdict().violations().get(Ledger.Violation.DUPLICATED)).isEqualTo(2);
    assertThat(ledger.accounted()).isEqualTo(2);
  }

  @Test
  void anEarlierRecordAfterALaterOneInTheSamePartitionIsOutOfOrder() {
    send(null, null, null, null);
    ledger.preference(2, 0, DIGEST);
    ledger.preference(1, 1, DIGEST);
    ledger.preference(0, 0, DIGEST);
    ledger.preference(3, 1, DIGEST);

    Ledger.Verdict verdict = ledger.verdict();
    assertThat(verdict.violations().get(Ledger.Violation.OUT_OF_ORDER)).isEqualTo(1);
    assertThat(verdict.examples().get(0))
        .startsWith("out of order: record 0 (partition 0, offset 100)");
  }

  @Test
  void aPreferenceWithOtherValuesOrOnAnotherPartitionIsWrong() {
    send(null, null);
    ledger.preference(0, 0, DIGEST + 1);
    ledger.preference(1, 0, DIGEST);

    assertThat(ledger.verdict().violations().get(Ledger.Violation.WRONG_VALUE)).isEqualTo(1);
    assertThat(ledger.verdict().violations().get(Ledger.Violation.WRONG_PARTITION)).isEqualTo(1);
  }

  @Test
  void aGoodRecordThatIsADeadLetterAndABadRecordThatWasScoredAreWrong() {
    send(null, "bad");
    ledger.deadLetter(0, new Ledger.Origin(0, 100), DIGEST, "why not");
    ledger.preference(1, 1, DIGEST);

    assertThat(ledger.verdict().violations().get(Ledger.Violation.WRONG_FATE)).isEqualTo(2);
  }

  @Test
  void aDeadLetterNeedsItsBytesItsOriginAndItsReason() {
    send("bad", "bad", "bad", "bad", "bad");
    ledger.deadLetter(0, new Ledger.Origin(0, 100), DIGEST + 1, "bad");
    ledger.deadLetter(1, new Ledger.Origin(1, 100), DIGEST, "bad");
    ledger.deadLetter(2, new Ledger.Origin(1, 102), DIGEST, "bad");
    ledger.deadLetter(3, null, DIGEST, "bad");
    ledger.deadLetter(4, new Ledger.Origin(0, 104), DIGEST, "something else");

    Ledger.Verdict verdict = ledger.verdict();
    assertThat(verdict.violations().get(Ledger.Violation.WRONG_BYTES)).isEqualTo(1);
    assertThat(verdict.violations().get(Ledger.Violation.WRONG_ORIGIN)).isEqualTo(3);
    assertThat(verdict.violations().get(Ledger.Violation.WRONG_REASON)).isEqualTo(1);
    assertThat(verdict.violations().get(Ledger.Violation.LOST)).isZero();
  }

  @Test
  void anOutputWithoutARecordIsReported() {
    send((String) null);
    ledger.preference(0, 0, DIGEST);
    ledger.preference(-1, 0, DIGEST);
    ledger.deadLetter(1, null, DIGEST, "");

    assertThat(ledger.verdict().violations().get(Ledger.Violation.STRANGE)).isEqualTo(2);
  }

  /**
   * Sends a record for each argument, the reason that its dead letter must contain (null: none);
   * its offset is 100 plus its number.
   */
  private void send(@Nullable String... reasons) {
    for (String reason : reasons) {
      int number = ledger.sent();
      byte[] bytes = {'x'};
      ledger.sending(new Inputs.Input("KIND", bytes, bytes, DIGEST, reason));
      ledger.written(number, 100 + number);
    }
  }
}
