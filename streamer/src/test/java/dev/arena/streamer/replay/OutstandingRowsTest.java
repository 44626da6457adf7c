package dev.arena.streamer.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class OutstandingRowsTest {
  private final List<String> heard = new ArrayList<>();
  private final OutstandingRows window = new OutstandingRows(4, 0, this::hear);

  @Test
  void answersOutOfOrderAreHeardInOrder() {
    send(3);
    window.record(3, letter("c"));
    window.record(2, letter("b"));
    assertThat(heard).isEmpty();
    window.record(1, letter("a"));
    assertThat(heard).containsExactly("1 a", "2 b", "3 c");
  }

  @Test
  void aSecondFateIsADuplicateWhetherTheFirstWasHeardOrNot() {
    send(2);
    window.record(2, letter("b"));
    window.record(2, letter("again"));
    window.record(1, letter("a"));
    window.record(1, letter("again"));
    assertThat(heard).containsExactly("1 a", "2 b");
    assertThat(window.progress().duplicates()).isEqualTo(2);
    assertThat(window.progress().deadLetters()).isEqualTo(2);
  }

  @Test
  void aNumberThatWasNeverSentIsNobodysAnswer() {
    send(1);
    window.record(0, letter("x"));
    window.record(2, letter("x"));
    assertThat(window.progress()).isEqualTo(new ReplayProgress(1, 0, 0, 0, 0));
  }

  @Test
  void thereIsNoRoomWhileTheOldestOfAFullWindowIsOpen() {
    send(4);
    assertThat(window.hasRoom()).isFalse();
    window.record(3, letter("c"));
    assertThat(window.hasRoom()).isFalse();
    window.record(1, letter("a"));
    assertThat(window.hasRoom()).isTrue();
    assertThatThrownBy(() -> window.sent(row(7))).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void givingUpMakesTheOpenRowsMissingAndNoOthers() {
    send(3);
    window.record(2, letter("b"));
    window.giveUp("silence");
    assertThat(heard).containsExactly("1 silence", "2 b", "3 silence");
    assertThat(window.progress()).isEqualTo(new ReplayProgress(3, 0, 1, 2, 0));
    assertThat(window.progress().outstanding()).isZero();
  }

  @Test
  void anAnswerToARowOfAnEarlierAttemptIsKeptUntilTheRowIsRead() {
    OutstandingRows resumed = new OutstandingRows(2, 3, this::hear);
    resumed.record(3, letter("c"));
    resumed.record(3, letter("again"));
    resumed.record(4, letter("of nobody"));
    assertThat(resumed.progress()).isEqualTo(new ReplayProgress(0, 0, 0, 0, 1));
    resumed.sent(row(1));
    resumed.record(1, letter("a"));
    resumed.sent(row(2));
    resumed.record(2, letter("b"));
    resumed.sent(row(3));
    resumed.sent(row(4));
    assertThat(heard).containsExactly("1 a", "2 b", "3 c");
    assertThat(resumed.progress()).isEqualTo(new ReplayProgress(4, 0, 3, 0, 1));
  }

  @Test
  void longTextsTakeTheRoomOfManyRows() {
    OutstandingRows large = new OutstandingRows(100, 0, this::hear);
    String text = "x".repeat(1 << 24);
    large.sent(TestRows.row(1, null, text));
    assertThat(large.hasRoom()).isTrue();
    large.sent(TestRows.row(2, null, text));
    assertThat(large.hasRoom()).isFalse();
    large.record(1, letter("a"));
    assertThat(large.hasRoom()).isTrue();
  }

  @Property
  void everyRowIsHeardOnceInOrderWhateverComes(
      @ForAll @IntRange(min = 1, max = 8) int capacity, @ForAll("events") List<Integer> events) {
    List<String> order = new ArrayList<>();
    OutstandingRows any =
        new OutstandingRows(capacity, 0, (row, fate) -> order.add(told(row, fate)));
    Map<Long, String> first = new TreeMap<>();
    long sent = 0;
    long duplicates = 0;
    for (int i = 0; i < events.size(); i++) {
      long number = events.get(i);
      if (number == 0) {
        if (any.hasRoom()) {
          any.sent(row(++sent));
        }
      } else {
        any.record(number, letter("event " + i));
        if (number <= sent && first.putIfAbsent(number, "event " + i) != null) {
          duplicates++;
        }
      }
      assertThat(any.progress())
          .isEqualTo(new ReplayProgress(sent, 0, first.size(), 0, duplicates));
      assertThat(any.progress().outstanding()).isLessThanOrEqualTo(capacity);
    }
    any.giveUp("silence");
    List<String> expected = new ArrayList<>();
    for (long number = 1; number <= sent; number++) {
      expected.add(number + " " + first.getOrDefault(number, "silence"));
    }
    assertThat(order).isEqualTo(expected);
  }

  /** 0 sends a row, any other number answers that row. */
  @Provide
  Arbitrary<List<Integer>> events() {
    return Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(1, Arbitraries.just(0)),
            net.jqwik.api.Tuple.of(1, Arbitraries.integers().between(1, 12)))
        .list()
        .ofMaxSize(60);
  }

  private void send(int rows) {
    for (int number = 1; number <= rows; number++) {
      window.sent(row(number));
    }
  }

  private void hear(ReplayRow row, RowResult fate) {
    heard.add(told(row, fate));
  }

  private static String told(ReplayRow row, RowResult fate) {
    return row.number()
        + " "
        + (fate instanceof RowResult.DeadLettered letter
            ? letter.reason()
            : ((RowResult.Missing) fate).reason());
  }

  private static RowResult letter(String reason) {
    return new RowResult.DeadLettered(reason);
  }

  private static ReplayRow row(long number) {
    return TestRows.row(number, null);
  }
}
