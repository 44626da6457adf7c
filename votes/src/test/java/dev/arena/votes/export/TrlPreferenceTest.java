package dev.arena.votes.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import dev.arena.schemas.VoteOutcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which messages are the prompt, the chosen and the rejected ones. */
class TrlPreferenceTest {
  private static ConversationPair pair(Turn... turns) {
    return ConversationPair.newBuilder()
        .setId("p")
        .setTurns(List.of(turns))
        .setAttributes(Map.of())
        .build();
  }

  private static String preference(VoteOutcome outcome, Turn... turns) {
    return ((TrlPreference.Result.Preference) TrlPreference.of(outcome, pair(turns)))
        .object()
        .toString();
  }

  private static Omission omission(Turn... turns) {
    return ((TrlPreference.Result.None) TrlPreference.of(VoteOutcome.A, pair(turns))).reason();
  }

  @Test
  void theAnswerThatWonIsChosen() {
    Turn turn = new Turn("2+2?", "4", "five");
    assertThat(preference(VoteOutcome.A, turn))
        .isEqualTo(
            "{\"prompt\":[{\"role\":\"user\",\"content\":\"2+2?\"}],"
                + "\"chosen\":[{\"role\":\"assistant\",\"content\":\"4\"}],"
                + "\"rejected\":[{\"role\":\"assistant\",\"content\":\"five\"}]}");
    assertThat(preference(VoteOutcome.B, turn))
        .contains("\"chosen\":[{\"role\":\"assistant\",\"content\":\"five\"}]");
  }

  @Test
  void turnsWithEqualAnswersAreThePromptAndLaterTurnsFollowTheAnswer() {
    assertThat(
            preference(
                VoteOutcome.B,
                new Turn("Hi", "Hello", "Hello"),
                new Turn("2+2?", "4", "5"),
                new Turn("Sure?", "Yes", "No")))
        .isEqualTo(
            "{\"prompt\":[{\"role\":\"user\",\"content\":\"Hi\"},"
                + "{\"role\":\"assistant\",\"content\":\"Hello\"},"
                + "{\"role\":\"user\",\"content\":\"2+2?\"}],"
                + "\"chosen\":[{\"role\":\"assistant\",\"content\":\"5\"},"
                + "{\"role\":\"user\",\"content\":\"Sure?\"},"
                + "{\"role\":\"assistant\",\"content\":\"No\"}],"
                + "\"rejected\":[{\"role\":\"assistant\",\"content\":\"4\"},"
                + "{\"role\":\"user\",\"content\":\"Sure?\"},"
                + "{\"role\":\"assistant\",\"content\":\"Yes\"}]}");
  }

  @Test
  void aPairWithEqualAnswersIsOmitted() {
    assertThat(omission(new Turn("2+2?", "4", "4"))).isEqualTo(Omission.SAME_ANSWERS);
    assertThat(omission()).isEqualTo(Omission.SAME_ANSWERS);
  }

  @Test
  void aPairThatLacksATextIsOmitted() {
    assertThat(omission(new Turn("2+2?", "4", null))).isEqualTo(Omission.NO_ANSWER);
    assertThat(omission(new Turn(null, "4", "5"))).isEqualTo(Omission.NO_ANSWER);
    assertThat(omission(new Turn("2+2?", "4", " \n"))).isEqualTo(Omission.NO_ANSWER);
    assertThat(omission(new Turn("", "4", "5"))).isEqualTo(Omission.NO_ANSWER);
    assertThat(omission(new Turn("Hi", "", ""), new Turn("2+2?", "4", "5")))
        .isEqualTo(Omission.NO_ANSWER);
  }
}
