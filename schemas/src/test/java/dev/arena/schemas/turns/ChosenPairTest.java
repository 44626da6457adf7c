package dev.arena.schemas.turns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.arena.schemas.Turn;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChosenPairTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** An id whose chosen answer is A. */
  private static final String A =
      IntStream.range(0, 100)
          .mapToObj(String::valueOf)
          .filter(ChosenPair::isChosenA)
          .findFirst()
          .orElseThrow();

  @Test
  void textsWithAPromptAreOneTurn() throws Exception {
    assertThat(turns("{'prompt':'2+2?','chosen':'4','rejected':'5'}"))
        .containsExactly(new Turn("2+2?", "4", "5"));
  }

  @Test
  void trlMessagesFollowTheMessagesOfThePrompt() throws Exception {
    assertThat(
            turns(
                """
                {'prompt':[{'role':'user','content':'Hi'},{'role':'assistant','content':'Hello'},
                           {'role':'user','content':'2+2?'}],
                 'chosen':[{'role':'assistant','content':'4'}],
                 'rejected':[{'role':'assistant','content':'5'}]}"""))
        .containsExactly(new Turn("Hi", "Hello", "Hello"), new Turn("2+2?", "4", "5"));
  }

  @Test
  void messagesThatBeginWithThePromptAreWholeDialogues() throws Exception {
    String dialogues =
        """
        'chosen':[{'role':'user','content':'2+2?'},{'role':'assistant','content':'4'}],
        'rejected':[{'role':'user','content':'2+2?'},{'role':'assistant','content':'5'}]}""";
    Turn turn = new Turn("2+2?", "4", "5");
    assertThat(turns("{" + dialogues)).containsExactly(turn);
    assertThat(turns("{'prompt':'2+2?'," + dialogues)).containsExactly(turn);
  }

  @Test
  void anAnswerInMessagesFollowsAPromptInTextAndViceVersa() throws Exception {
    Turn turn = new Turn("2+2?", "4", "5");
    assertThat(
            turns("{'prompt':'2+2?','chosen':[{'role':'assistant','content':'4'}],'rejected':'5'}"))
        .containsExactly(turn);
    assertThat(turns("{'prompt':[{'role':'user','content':'2+2?'}],'chosen':'4','rejected':'5'}"))
        .containsExactly(turn);
  }

  @Test
  void hhRlhfDialoguesAreRead() throws Exception {
    assertThat(
            turns(
                """
                {'chosen':'\\n\\nHuman: Hi\\n\\nAssistant: Hello.\\n\\nHuman: 2+2?\\n\\nAssistant: 4',
                 'rejected':'\\n\\nHuman: Hi\\n\\nAssistant: Hello.\\n\\nHuman: 2+2?\\n\\nAssistant: 5\\n\\n'}"""))
        .containsExactly(new Turn("Hi", "Hello.", "Hello."), new Turn("2+2?", "4", "5"));
    assertThat(
            turns("{'prompt':'\\n\\nHuman: 2+2?\\n\\nAssistant:','chosen':' 4','rejected':' 5'}"))
        .containsExactly(new Turn("2+2?", "4", "5"));
  }

  @Test
  void aCsvCellMayHoldMessagesAsJson() throws Exception {
    TextNode chosen = TextNode.valueOf("[{\"role\":\"assistant\",\"content\":\"4\"}]");
    TextNode rejected = TextNode.valueOf("[{\"role\":\"assistant\",\"content\":\"5\"}]");
    assertThat(ChosenPair.of(A, TextNode.valueOf("2+2?"), chosen, rejected).turns())
        .containsExactly(new Turn("2+2?", "4", "5"));
  }

  @Property
  void theIdAloneDecidesWhichAnswerIsA(@ForAll String id) throws Exception {
    JsonNode row = json("{'prompt':'p','chosen':'good','rejected':'bad'}");
    ChosenPair first = of(id, row);
    assertThat(of(id, row)).isEqualTo(first);
    assertThat(first.turns())
        .containsExactly(
            first.chosenIsA() ? new Turn("p", "good", "bad") : new Turn("p", "bad", "good"));
  }

  @Test
  void halfOfTheChosenAnswersAreA() {
    assertThat(
            IntStream.range(0, 10_000).filter(i -> ChosenPair.isChosenA("votes.csv:" + i)).count())
        .isBetween(4_800L, 5_200L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'prompt':'p','chosen':'4'}           | field rejected is missing; expected both chosen and rejected
          {'chosen':'4','rejected':'5'}         | field chosen holds only an answer, and there is no prompt
          {'prompt':'p','chosen':7,'rejected':'5'} | field chosen is not a string; expected a string, a list of strings
          {'prompt':'p','chosen':['a','b',3],'rejected':'5'} | field chosen breaks at
          {'chosen':[{'role':'assistant','content':'4'}],'rejected':[{'role':'assistant','content':'5'}]} | field chosen has an answer that follows no prompt
          {'chosen':[{'role':'system','content':'4'}],'rejected':[{'role':'user','content':'5'}]} | field chosen has a message whose role is "system"
          {'chosen':'Human: a\\n\\nAssistant: 4','rejected':'Human: b\\n\\nAssistant: 5'} | chosen and rejected hold different prompts
          """)
  void aRowThatIsNotSuchAPairIsReported(String row, String fault) {
    assertThatThrownBy(() -> turns(row.replace("''", "'")))
        .isInstanceOf(Fault.class)
        .hasMessageContaining(fault);
  }

  private static List<Turn> turns(String row) throws Exception {
    return of(A, json(row)).turns();
  }

  private static ChosenPair of(String id, JsonNode row) throws Fault {
    return ChosenPair.of(id, row.path("prompt"), row.path("chosen"), row.path("rejected"));
  }

  private static JsonNode json(String text) throws JsonProcessingException {
    return JSON.readTree(text.replace('\'', '"'));
  }
}
