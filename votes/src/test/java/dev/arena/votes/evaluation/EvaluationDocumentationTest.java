package dev.arena.votes.evaluation;

import dev.arena.cli.documents.GeneratedPage;
import dev.arena.kafka.operations.MetricDescription;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("docs")
final class EvaluationDocumentationTest {
  @Test
  void theTableOfMetricsIsWhatTheCodeSays() throws IOException {
    new GeneratedPage("docs/reference/evaluation.md")
        .assertPartIs(
            "metrics of the evaluation",
            "\n" + MetricDescription.markdown(List.of(EvaluationMetric.values())) + "\n");
  }
}
