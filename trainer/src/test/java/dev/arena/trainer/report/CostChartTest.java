package dev.arena.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.trainer.report.CostChart.Point;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CostChartTest {
  private static final Point CHEAP = new Point("one layer", 4, 1.013);
  private static final Point GOOD = new Point("four layers", 16, 1.008);
  private static final Point BETWEEN = new Point("two layers", 8, 1.010);
  private static final Point BEATEN = new Point("short & cut", 9, 1.012);

  @Test
  void theFrontierLeavesOutModelsThatAnotherBeatsInBothRespects() {
    assertThat(new CostChart(List.of(GOOD, BEATEN, CHEAP, BETWEEN)).frontier())
        .containsExactly(CHEAP, BETWEEN, GOOD);
  }

  @Test
  void twoModelsThatAreEqualAreBothOnTheFrontier() {
    assertThat(new CostChart(List.of(CHEAP, CHEAP)).frontier()).hasSize(2);
  }

  @Test
  void everyModelIsNamed() {
    assertThat(new CostChart(List.of(GOOD, BEATEN, CHEAP, BETWEEN)).svg())
        .contains("one layer", "two layers", "four layers", "short &amp; cut");
  }

  @Test
  void namesOfPointsThatAreCloseTogetherDoNotCoverEachOther() {
    String svg =
        new CostChart(
                List.of(
                    new Point("alpha", 7.5, 1.0101),
                    new Point("beta", 7.9, 1.0102),
                    new Point("gamma", 12, 1.02)))
            .svg();
    assertThat(anchor(svg, "alpha")).isEqualTo("end");
    assertThat(anchor(svg, "beta")).isEqualTo("start");
    assertThat(anchor(svg, "gamma")).isEqualTo("start");
  }

  /** Whether a name starts or ends at its mark. */
  private static String anchor(String svg, String name) {
    Matcher found =
        Pattern.compile("<text class=\"label\" [^>]*text-anchor=\"([^\"]*)\">" + name).matcher(svg);
    assertThat(found.find()).isTrue();
    return found.group(1);
  }
}
