package dev.arena.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.testing.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cohere's own client, unchanged: {@code pip install cohere}. */
final class CohereClientTest {
  private static final String PYTHON = System.getenv().getOrDefault("ARENA_PYTHON", "python3");
  private static final String TOKEN = "a-token-of-24-characters";

  /** Prints the results of both versions of the API. */
  private static final String SCRIPT =
      """
      import json, sys
      import cohere
      url, token = sys.argv[1:]
      documents = ["About 400.", "408", "I cannot say."]
      found = {}
      for name, client in (("v1", cohere.Client), ("v2", cohere.ClientV2)):
          answer = client(api_key=token, base_url=url).rerank(
              model="rerank-v3.5", query="17 times 24?", documents=documents, top_n=2)
          found[name] = [[result.index, result.relevance_score] for result in answer.results]
      print(json.dumps(found))
      """;

  @TempDir private Path folder;

  @Test
  void itReranksDocuments() throws Exception {
    assumeTrue(hasCohere(), PYTHON + " lacks cohere; name a Python that has it in ARENA_PYTHON");
    try (RunningConsole console =
        RunningConsole.start(
            TinyBundle.write(folder.resolve("tiny")), "arena.console.token=" + TOKEN)) {
      JsonNode found =
          new JsonMapper()
              .readTree(
                  ChildProcess.output(
                      python(
                          "-c",
                          SCRIPT,
                          "http://127.0.0.1:" + console.application().port(),
                          TOKEN)));

      assertThat(found.get("v1")).hasSize(2).isEqualTo(found.get("v2"));
      assertThat(found.at("/v1/0/1").doubleValue())
          .isGreaterThanOrEqualTo(found.at("/v1/1/1").doubleValue());
    }
  }

  private static boolean hasCohere() {
    try {
      return ChildProcess.output(python("-c", "import cohere; print('found')")).contains("found");
    } catch (IOException noPython) {
      return false;
    }
  }

  private static ProcessBuilder python(String... arguments) {
    ProcessBuilder builder = new ProcessBuilder(PYTHON);
    builder.command().addAll(List.of(arguments));
    builder.environment().putAll(Map.of("PYTHONDONTWRITEBYTECODE", "1"));
    return builder.redirectError(ProcessBuilder.Redirect.INHERIT);
  }
}
