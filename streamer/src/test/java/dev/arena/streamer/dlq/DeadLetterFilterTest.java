package dev.arena.streamer.dlq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.schemas.failure.UsageException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLetterFilterTest {
  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "90s, 2026-01-31T11:58:30Z",
    "30m, 2026-01-31T11:30:00Z",
    "12h, 2026-01-31T00:00:00Z",
    "7d, 2026-01-24T12:00:00Z",
    "2026-01-30T08:00:00Z, 2026-01-30T08:00:00Z"
  })
  void aTimeIsAnInstantOrHowLongAgo(String text, Instant expected) {
    assertThat(DeadLetterFilter.instant(text, NOW)).isEqualTo(expected);
  }

  @Property(tries = 500)
  void anyOtherTextIsWrongUsage(@ForAll String text) {
    try {
      assertThat(DeadLetterFilter.instant(text, NOW)).isNotNull();
    } catch (UsageException refused) {
      assertThat(refused.getMessage()).contains("--since is " + text);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"9999999999999d", "99999999999999999999d", "9999999999999999h"})
  void aTimeBeforeAllTimeIsWrongUsage(String text) {
    assertThatThrownBy(() -> DeadLetterFilter.instant(text, NOW))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--since is " + text);
  }

  @Test
  void aPositionIsPartitionAndOffset() {
    assertThat(PartitionOffset.parse("3@42"))
        .isEqualTo(new PartitionOffset(3, 42))
        .hasToString("3@42");
    for (String wrong : new String[] {"3", "@", "-1@2", "1@-2", "1@99999999999999999999", "a@b"}) {
      assertThatThrownBy(() -> PartitionOffset.parse(wrong)).isInstanceOf(UsageException.class);
    }
  }

  @Test
  void bytesAreShownInLinesOfSixteenWithTheirTextBesideThem() {
    byte[] bytes = "0123456789abcdef\u0001\u001b!".getBytes(StandardCharsets.UTF_8);

    assertThat(ShowCommand.DeadLetterView.hexDump(bytes, 100).lines())
        .containsExactly(
            "  00000000  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  0123456789abcdef",
            "  00000010  01 1b 21                                         ..!");
    assertThat(ShowCommand.DeadLetterView.hexDump(bytes, 16).lines()).hasSize(1);
  }
}
