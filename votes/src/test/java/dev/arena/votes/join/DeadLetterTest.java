package dev.arena.votes.join;

import static dev.arena.votes.join.JoinDriver.START;
import static dev.arena.votes.join.Samples.preference;
import static dev.arena.votes.join.Samples.vote;
import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.kafka.deadletter.ArenaHeader;
import dev.arena.schemas.VoteOutcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dead letters of votes that fail at their turn, and of those that fail later. */
final class DeadLetterTest {
  @TempDir Path folder;
  private JoinDriver join;

  @BeforeEach
  void open() {
    join = new JoinDriver(folder);
  }

  @AfterEach
  void close() {
    join.close();
  }

  @Test
  void aDeadLetterOfAVoteThatWaitedLooksLikeAnyOther() {
    Instant voted = START.plusSeconds(1);
    byte[] atOnce = JoinDriver.bytes(vote("p1", voted).setOutcome(VoteOutcome.UNKNOWN).build());
    byte[] later = JoinDriver.bytes(vote("p1", voted).build());
    for (byte[] value : List.of(atOnce, later)) {
      join.vote(value, voted, new RecordHeaders().add("own", new byte[] {7}));
    }
    Instant timeout = voted.plus(JoinDriver.TIMES.preferenceTimeout()).plusSeconds(1);
    join.clock(timeout);
    join.preference(preference("p2", timeout).build(), timeout);

    List<TestRecord<byte[], byte[]>> letters = join.deadLetters();
    assertThat(letters).extracting(TestRecord::value).containsExactly(atOnce, later);
    assertThat(names(letters.get(1))).isEqualTo(names(letters.get(0)));
    assertThat(letters.get(1).key()).isEqualTo(letters.get(0).key());
    assertThat(letters.get(1).timestamp()).isEqualTo(letters.get(0).timestamp());
    assertThat(ArenaHeader.EXCEPTION.text(letters.get(1).headers()))
        .isEqualTo(ArenaHeader.EXCEPTION.text(letters.get(0).headers()));
  }

  @Test
  void aDeadLetterKeepsTheTimestampThatIsAheadOfTheClock() {
    Instant future = START.plus(Duration.ofDays(400));
    join.vote(vote("p1", future).setKind(" ").build(), future);

    TestRecord<byte[], byte[]> letter = join.deadLetters().get(0);
    assertThat(letter.timestamp()).isEqualTo(START.plus(ClampedTime.AHEAD).toEpochMilli());
    assertThat(ArenaHeader.RECORD_TIME.text(letter.headers()))
        .isEqualTo(String.valueOf(future.toEpochMilli()));
  }

  @Test
  void aProducerCannotPretendAnotherTimestamp() {
    byte[] value = JoinDriver.bytes(vote("p1", START.plus(Duration.ofDays(2))).build());
    join.vote(
        value,
        START,
        new RecordHeaders()
            .add(
                ArenaHeader.RECORD_TIME.headerName(),
                String.valueOf(START.plus(Duration.ofDays(2)).toEpochMilli())
                    .getBytes(StandardCharsets.UTF_8)));

    assertThat(join.deadLetterReasons()).containsExactly("voted_at");
  }

  private static List<String> names(TestRecord<byte[], byte[]> letter) {
    return Arrays.stream(letter.headers().toArray()).map(Header::key).toList();
  }
}
