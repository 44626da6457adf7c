package dev.arena.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** How the cells of a table are aligned. */
class AlignedColumnsTest {
  @Test
  void textsAreOnTheLeftAndNumbersOnTheRight() {
    assertThat(
            new AlignedColumns(1)
                .lines(
                    List.of(
                        List.of("name", "votes", ""),
                        List.of("a", "1,000", "x"),
                        List.of("longer", "7", ""))))
        .containsExactly("name    votes", "a       1,000  x", "longer      7");
  }
}
