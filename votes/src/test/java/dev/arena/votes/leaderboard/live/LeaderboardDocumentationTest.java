package dev.arena.votes.leaderboard.live;

import dev.arena.cli.documents.GeneratedPage;
import dev.arena.kafka.operations.MetricDescription;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("docs")
final class LeaderboardDocumentationTest {
  @Test
  void theTableOfMetricsIsWhatTheCodeSays() throws IOException {
    new GeneratedPage("docs/reference/leaderboard.md")
        .assertPartIs(
            "metrics of the leaderboard",
            "\n" + MetricDescription.markdown(List.of(LeaderboardMetric.values())) + "\n");
  }
}
