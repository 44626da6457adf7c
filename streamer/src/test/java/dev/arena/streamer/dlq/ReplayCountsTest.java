package dev.arena.streamer.dlq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.kafka.deadletter.DeadLetterReason.Retry;
import dev.arena.streamer.dlq.DeadLetterReplayCommand.Decision;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReplayCountsTest {
  @Test
  void whatIsSentAndWhatIsNotIsCountedByKindWithTheReason() {
    DeadLetterReplayCommand.ReplayCounts counts = new DeadLetterReplayCommand.ReplayCounts();
    counts.add(letter("unknown_schema", "x"), Decision.SENT);
    counts.add(letter("unknown_schema", "x"), Decision.SENT);
    counts.add(letter(null, "x"), Decision.SENT);
    counts.add(letter("no_value", "x"), Decision.NEEDS_FORCE);
    counts.add(letter("voted_at", "x"), Decision.NEEDS_FORCE);
    counts.add(letter("body", "x"), Decision.SENT_BEFORE);
    counts.add(letter("body", "x"), Decision.CANNOT_BE_SENT);

    assertThat(counts.lines("sent", "arena.pairs"))
        .containsExactly(
            "sent 3 to arena.pairs again",
            "       1  kind not recorded",
            "       2  unknown_schema",
            "not sent: 4",
            "       1  no_value: the value is null, so it would fail again (--force)",
            "       1  voted_at: voted_at was later than the timestamp of the vote's record, which the timestamp of a replay would hide (--force)",
            "       1  body: sent before (--again)",
            "       1  body: cannot be sent (see above)");
  }

  @Test
  void unsentLettersAreNotMentionedIfThereAreNone() {
    assertThat(new DeadLetterReplayCommand.ReplayCounts().lines("would send", "arena.pairs"))
        .containsExactly("would send 0 to arena.pairs again");
  }

  @Test
  void aLetterMayBeSentAgainAsTheServiceSaysThatHasItsKind() {
    assertThat(letter("unscorable", "x").retry()).isEqualTo(Retry.FAILS_AGAIN);
    assertThat(letter("invalid", "x").retry()).isEqualTo(Retry.FAILS_AGAIN);
    assertThat(letter("voted_at", "x").retry()).isEqualTo(Retry.HIDES_THE_FAULT);
    for (String kind : new String[] {"body", "too_large", "unknown_pair", "outcome"}) {
      assertThat(letter(kind, "x").retry()).as(kind).isEqualTo(Retry.MAY_SUCCEED);
    }
    assertThat(letter("of_a_newer_version", "x").retry()).isEqualTo(Retry.MAY_SUCCEED);
    assertThat(letter(null, "x").retry()).isEqualTo(Retry.MAY_SUCCEED);
  }

  @Test
  void reasonsThatDifferInNumbersAreCountedTogetherUnderTheFirst() {
    ListCommand.Reasons reasons = new ListCommand.Reasons();
    reasons.add(letter(null, "the value names schema 17"));
    reasons.add(letter(null, "the value names schema 18"));
    reasons.add(letter(null, "the value is null"));

    assertThat(reasons.lines("arena.pairs.dlq", false))
        .containsExactly(
            "3 dead letters:",
            "       2  the value names schema 17 (the first; the others differ in numbers or id)",
            "       1  the value is null");
  }

  @Test
  void reasonsThatDifferInTheIdOfThePairAreCountedTogether() {
    ListCommand.Reasons reasons = new ListCommand.Reasons();
    reasons.add(letter(null, "no preference for pair a arrived within 86400 s"));
    reasons.add(letter(null, "no preference for pair b arrived within 86400 s"));

    assertThat(reasons.lines("arena.votes.dlq", false)).hasSize(2);
  }

  @Test
  void anEmptyTopicIsNotCalledFiltered() {
    assertThat(new ListCommand.Reasons().lines("arena.pairs.dlq", false))
        .containsExactly("no dead letters in arena.pairs.dlq");
    assertThat(new ListCommand.Reasons().lines("arena.pairs.dlq", true))
        .containsExactly("no dead letters in arena.pairs.dlq match");
  }

  private static DeadLetter letter(@Nullable String kind, String reason) {
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>("arena.pairs.dlq", 0, 0, null, new byte[] {1});
    record.headers().add("__streams.errors.message", reason.getBytes(UTF_8));
    if (kind != null) {
      record.headers().add("arena.deadletter.reason", kind.getBytes(UTF_8));
    }
    return new DeadLetter(record);
  }
}
