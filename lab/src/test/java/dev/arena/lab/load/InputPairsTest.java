package dev.arena.lab.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InputPairsTest {
  private static final ConversationPair PAIR =
      ConversationPair.newBuilder()
          .setId("p-1")
          .setTurns(List.of(turn("2+2?", "4"), turn("and 3+3?", "6")))
          .build();

  @Test
  void noTwoRepetitionsAreEqualAndAllAreEquallyLong() {
    Set<String> prompts = new HashSet<>();
    for (int number = 0; number < 676; number++) {
      String prompt = InputPairs.variant(PAIR, number).getTurns().get(0).getPrompt();
      assertThat(prompt).hasSize(8).endsWith(" 2+2?");
      prompts.add(prompt);
    }
    assertThat(prompts).hasSize(676);
  }

  @Test
  void nothingElseChanges() {
    ConversationPair repeated = InputPairs.variants(List.of(PAIR), 1).get(0);

    assertThat(repeated.getId()).isEqualTo("p-1");
    assertThat(repeated.getTurns().get(0).getResponseA()).isEqualTo("4");
    assertThat(repeated.getTurns().get(1)).isEqualTo(PAIR.getTurns().get(1));
    assertThat(PAIR.getTurns().get(0).getPrompt()).isEqualTo("2+2?");
  }

  @Test
  void aPairWithoutTurnsIsUnchanged() {
    ConversationPair empty = ConversationPair.newBuilder().setId("p-2").setTurns(List.of()).build();

    assertThat(InputPairs.variant(empty, 3)).isEqualTo(empty);
  }

  private static Turn turn(String prompt, String answer) {
    return Turn.newBuilder().setPrompt(prompt).setResponseA(answer).setResponseB(answer).build();
  }
}
