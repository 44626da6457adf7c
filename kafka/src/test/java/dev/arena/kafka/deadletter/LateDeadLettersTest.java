package dev.arena.kafka.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.kafka.cluster.TopicLimit;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

final class LateDeadLettersTest {
  private static final int LARGE = 10_000;

  private final DeadLetterLog log = new DeadLetterLog(System::nanoTime);

  @Test
  void keepsTheRecordAndSaysWhatIsWrong() {
    Record<byte[], byte[]> letter = letters(LARGE).create(source(10), reason());

    assertThat(letter.key()).isEqualTo("key".getBytes(UTF_8));
    assertThat(letter.value()).hasSize(10);
    assertThat(letter.timestamp()).isEqualTo(5);
    assertThat(letter.headers().lastHeader("own")).isNotNull();
    assertThat(ArenaHeader.MESSAGE.text(letter.headers())).isEqualTo("no such pair");
    assertThat(ArenaHeader.EXCEPTION.text(letter.headers()))
        .isEqualTo(DeadLetterException.class.getName());
    assertThat(ArenaHeader.STACKTRACE.text(letter.headers())).contains("no such pair");
    assertThat(ArenaHeader.TOPIC.text(letter.headers())).isEqualTo("votes");
    assertThat(ArenaHeader.PARTITION.text(letter.headers())).isEqualTo("3");
    assertThat(ArenaHeader.OFFSET.text(letter.headers())).isEqualTo("42");
    assertThat(ArenaHeader.REASON.text(letter.headers())).isEqualTo("body");
    assertThat(log.count(ReadReason.BODY)).isEqualTo(1);
  }

  @Test
  void isShortenedToFitItsTopic() {
    Record<byte[], byte[]> letter = letters(LARGE).create(source(LARGE), reason());

    assertThat(letter.value()).isNull();
    assertThat(letter.key()).isNotNull();
    assertThat(ArenaHeader.LEFT_OUT.text(letter.headers()))
        .isEqualTo("the value (10000 bytes) would not fit this topic; the record is votes-3@42");
    assertThat(ArenaHeader.REASON.text(letter.headers())).isEqualTo("body");
  }

  @Test
  void needsTheLogAndTheLimit() {
    assertThatThrownBy(() -> LateDeadLetters.of(Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("arena.deadletter.log is missing; expected a DeadLetterLog");
  }

  private LateDeadLetters letters(int maxBytes) {
    return LateDeadLetters.of(
        Map.of(
            DeadLetterLog.CONFIG,
            log,
            RecordSizeLimit.CONFIG,
            new RecordSizeLimit(1 << 20, "none", new TopicLimit(maxBytes, Optional.empty()))));
  }

  private static LateDeadLetters.Source source(int bytes) {
    return new LateDeadLetters.Source(
        "votes",
        3,
        42,
        new Record<>(
            "key".getBytes(UTF_8),
            new byte[bytes],
            5,
            new RecordHeaders().add("own", new byte[1])));
  }

  private static DeadLetterException reason() {
    return new DeadLetterException(ReadReason.BODY, "no such pair");
  }
}
