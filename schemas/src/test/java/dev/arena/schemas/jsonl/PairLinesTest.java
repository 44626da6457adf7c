package dev.arena.schemas.jsonl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.schemas.Turn;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.jsonl.PairLines.Line;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PairLinesTest {
  private static final String GOOD =
      "{\"prompt\":\"2+2?\",\"response_a\":\"4\",\"response_b\":\"5\"}";

  @Test
  void aBadLineIsNamedByItsNumberAndTheNextOneIsRead() {
    List<Line> lines = read(GOOD + "\n\n{\"id\": 7,\n{\"id\":\"x\"," + GOOD.substring(1));

    assertThat(lines).extracting(Line::number).containsExactly(1L, 3L, 4L);
    assertThat(lines.get(1)).isInstanceOf(Line.Bad.class);
    assertThat(((Line.Bad) lines.get(1)).fault()).contains("not one complete JSON object");
    assertThat(((Line.Good) lines.get(2)).pair().getId()).isEqualTo("x");
  }

  @Test
  void aLineWithoutAnIdIsNamedByItsNumber() {
    assertThat(((Line.Good) read("\n" + GOOD).get(0)).pair().getId()).isEqualTo("2");
  }

  @Test
  void theFirstLineMayBeBadAndVotesMayComeAndGo() {
    List<Line> lines =
        read("[1]\n" + GOOD + "\n{\"winner\":\"tie\"," + GOOD.substring(1) + "\n" + GOOD);

    assertThat(lines.get(0)).isInstanceOf(Line.Bad.class);
    assertThat(lines.subList(1, 4)).allMatch(Line.Good.class::isInstance);
  }

  @Test
  void severalTurnsAreOnePair() {
    Line line = read("{\"prompt\":[\"a\",\"b\"],\"response_a\":[\"c\"],\"response_b\":[]}").get(0);

    assertThat(((Line.Good) line).pair().getTurns())
        .containsExactly(new Turn("a", "c", null), new Turn("b", null, null));
  }

  @Test
  void oneJsonArrayOverSeveralLinesIsRefusedWithAConversionCommand() {
    assertThatThrownBy(() -> read("[\n" + GOOD + "\n]"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("jq -c");
  }

  @Property(tries = 300)
  void everyLineThatIsNotBlankGivesAPairOrAFaultInOrder(
      @ForAll @Size(max = 8) List<Boolean> good, @ForAll String noise) {
    String bad = "{" + noise.replaceAll("[\\n\\r]", "");
    List<Line> lines =
        read(good.stream().map(whether -> whether ? GOOD : bad).collect(Collectors.joining("\n")));

    assertThat(lines).hasSameSizeAs(good);
    for (int i = 0; i < good.size(); i++) {
      assertThat(lines.get(i).number()).isEqualTo(i + 1);
      assertThat(lines.get(i) instanceof Line.Good).isEqualTo(good.get(i));
    }
  }

  private static List<Line> read(String text) {
    PairLines lines = PairLines.read(new ByteArrayInputStream(text.getBytes(UTF_8)), "test");
    List<Line> all = new ArrayList<>();
    for (Line line = lines.next(); line != null; line = lines.next()) {
      all.add(line);
    }
    return all;
  }
}
