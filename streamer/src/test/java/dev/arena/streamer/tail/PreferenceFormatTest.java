package dev.arena.streamer.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.schemas.Preference;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PreferenceFormatTest {
  @Test
  void aLineOfTheTableIsAlignedWithItsHeading() {
    assertThat(PreferenceFormat.TABLE.heading())
        .isEqualTo("id                            A      B    tie  likely");
    assertThat(PreferenceFormat.TABLE.line(preference("example-01", 0.336, 0.5, 0.164)))
        .isEqualTo("example-01                 0.34   0.50   0.16  B");
  }

  @Test
  void aLongIdIsCutAndAnIdCannotControlTheTerminal() {
    assertThat(PreferenceFormat.TABLE.line(preference("x".repeat(30), 0.2, 0.2, 0.6)))
        .startsWith("x".repeat(21) + "...  ")
        .endsWith("  tie");
    assertThat(PreferenceFormat.TABLE.line(preference("\u001b[2J\u202e\n", 0.6, 0.2, 0.2)))
        .startsWith("\\u001b[2J\\u202e\\n  ")
        .endsWith("  A");
  }

  @Test
  void jsonHoldsEveryFieldUnrounded() {
    assertThat(PreferenceFormat.JSON.line(preference("p\"1", 0.336, 0.5, 0.164)))
        .isEqualTo(
            "{\"id\":\"p\\\"1\",\"winner_model_a\":0.336,\"winner_model_b\":0.5,"
                + "\"winner_tie\":0.164,\"model\":\"m@1\",\"tokens\":3,\"truncated\":false,"
                + "\"scored_at\":\"1970-01-01T00:00:00Z\",\"model_a\":null,\"model_b\":\"lark\"}");
  }

  @Test
  void whatIsNotADistributionHasNoLine() {
    assertThatThrownBy(() -> PreferenceFormat.TABLE.line(preference("p", 0.5, 0.5, 0.5)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Preference preference(String id, double a, double b, double tie) {
    return new Preference(id, a, b, tie, "m@1", 3, false, Instant.EPOCH, null, "lark", null, null);
  }
}
