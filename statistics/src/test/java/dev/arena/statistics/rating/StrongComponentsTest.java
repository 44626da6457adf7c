package dev.arena.statistics.rating;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class StrongComponentsTest {
  @Property(tries = 300)
  void twoNodesShareAComponentIfEachReachesTheOther(
      @ForAll Random random,
      @ForAll @IntRange(min = 1, max = 25) int nodes,
      @ForAll @IntRange(max = 60) int edges) {
    int[] ends = random.ints(2L * edges, 0, nodes).toArray();
    boolean[][] reaches = new boolean[nodes][nodes];
    for (int node = 0; node < nodes; node++) {
      reaches[node][node] = true;
    }
    for (int e = 0; e < ends.length; e += 2) {
      reaches[ends[e]][ends[e + 1]] = true;
    }
    for (int via = 0; via < nodes; via++) {
      for (int from = 0; from < nodes; from++) {
        for (int to = 0; to < nodes; to++) {
          reaches[from][to] |= reaches[from][via] && reaches[via][to];
        }
      }
    }

    int[] component = StrongComponents.of(nodes, ends);
    for (int from = 0; from < nodes; from++) {
      for (int to = 0; to < nodes; to++) {
        assertThat(component[from] == component[to])
            .isEqualTo(reaches[from][to] && reaches[to][from]);
      }
    }
  }

  @Test
  void aLongCycleDoesNotOverflowTheStack() {
    int nodes = 1_000_000;
    int[] edges = new int[2 * nodes];
    for (int node = 0; node < nodes; node++) {
      edges[2 * node] = node;
      edges[2 * node + 1] = (node + 1) % nodes;
    }
    assertThat(StrongComponents.of(nodes, edges)).containsOnly(0);
  }
}
