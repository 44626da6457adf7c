package dev.arena.votes.battle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class BattleKeyTest {
  @Test
  void isACompactJsonArray() {
    assertThat(new BattleKey("pair-1", "human", "é \"7\"\n").text())
        .isEqualTo("[\"pair-1\",\"human\",\"é \\\"7\\\"\\n\"]");
  }

  @Property
  void isReadAsItWasWritten(@ForAll String pair, @ForAll String kind, @ForAll String voter) {
    BattleKey key = new BattleKey(pair, kind, voter);
    assertThat(BattleKey.parse(key.text())).isEqualTo(key);
  }

  @Property
  void onlyTheKeysOfAPairBeginWithItsPrefix(
      @ForAll String pair, @ForAll String other, @ForAll String voter) {
    byte[] prefix = utf8(BattleKey.prefix(pair));
    assertThat(utf8(new BattleKey(pair, "human", voter).text())).startsWith(prefix);
    if (!pair.equals(other)) {
      assertThat(new BattleKey(other, "human", voter).text())
          .doesNotStartWith(BattleKey.prefix(pair));
    }
  }

  @Test
  void anotherTextIsRefused() {
    assertThatThrownBy(() -> BattleKey.parse("[\"a\",\"b\"]"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected a JSON array of pair_id, kind and voter");
    assertThatThrownBy(() -> BattleKey.parse("pair")).isInstanceOf(IllegalArgumentException.class);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
