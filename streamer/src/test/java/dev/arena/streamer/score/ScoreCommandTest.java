package dev.arena.streamer.score;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.cli.CommandRunner;
import dev.arena.models.testing.TinyBundle;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScoreCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  private String bundle = "";

  @BeforeEach
  void writeBundle() {
    bundle = "--bundle=" + TinyBundle.write(folder.resolve("bundle"));
  }

  @Test
  void onePairIsOneRowOfTheTableOfDemo() {
    assertThat(run("--prompt", "2+2?", "--a", "4", "--b", "It depends.")).isZero();

    List<String> lines = out.toString().lines().toList();
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).startsWith("id ").contains("prompt", "A ", "B ", "tie", "likely");
    assertThat(lines.get(2)).matches("pair {8}2\\+2\\? .*(0\\.\\d\\d .*){3}(A|B|tie)");
  }

  @Test
  void aRowWithARightToLeftPromptContainsNoEscapes() {
    assertThat(run("--prompt", "\u05e9\u05dc\u05d5\u05dd?", "--a", "4", "--b", "5")).isZero();

    assertThat(out.toString())
        .contains("\u05e9\u05dc\u05d5\u05dd?\u200e")
        .doesNotContain("\\u200e");
  }

  @Test
  void swappedAnswersSwapTheProbabilities() throws Exception {
    JsonNode one = json("--prompt", "2+2?", "--a", "4", "--b", "It depends.");
    JsonNode other = json("--prompt", "2+2?", "--a", "It depends.", "--b", "4");

    assertThat(one.get("model").asText()).isEqualTo("tiny@1.2.3");
    assertThat(one.get("winner_model_a").asDouble())
        .isCloseTo(other.get("winner_model_b").asDouble(), within(1e-6));
  }

  @Test
  void anExplanationHasPartsThatAddUpAndTheEffectsOfSentences() throws Exception {
    JsonNode json =
        json("--prompt", "2+2?", "--a", "It is 4. Really.", "--b", "No idea.", "--explain");

    double sum = 0;
    for (JsonNode part : json.get("parts")) {
      sum += part.get("logit").asDouble();
    }
    double a = json.get("winner_model_a").asDouble();
    double b = json.get("winner_model_b").asDouble();
    assertThat(sum).isCloseTo(Math.log(a / b), within(1e-5));
    assertThat(json.get("tie_parts").findValuesAsText("name")).endsWith("text", "constant");
    assertThat(json.get("sentences").findValuesAsText("text"))
        .containsExactly("It is 4.", "Really.", "No idea.");
    assertThat(json.get("sentences").findValuesAsText("response")).containsExactly("a", "a", "b");
  }

  @Test
  void anExplanationFollowsTheTable() {
    assertThat(run("--prompt", "2+2?", "--a", "It is 4.", "--b", "\u001b[2JNo idea.", "--explain"))
        .isZero();

    assertThat(out.toString())
        .containsPattern("parts +ln\\(A/B\\) +tie\\R")
        .containsPattern("length +[+-]0\\.\\d\\d +[+-]0\\.\\d\\d\\R")
        .containsPattern("constant +[+-]0\\.\\d\\d\\R")
        .containsPattern("sum +[+-]\\d\\.\\d\\d +[+-]\\d\\.\\d\\d\\R")
        .containsPattern("what sentences of A add +ln\\(A/B\\) +tie\\R")
        .containsPattern("It is 4\\. +[+-]\\d\\.\\d\\d +[+-]\\d\\.\\d\\d\\R")
        .doesNotContain("\u001b[2J");
  }

  @Test
  void aFileIsNotExplainedButPredictSaysHow() throws Exception {
    assertThat(run(lines().toString(), "--explain")).isEqualTo(CommandRunner.WRONG_USAGE);

    assertThat(err.toString()).contains("./arena predict --explain");
  }

  @Test
  void aTextIsReadFromAFileWithoutItsFinalLineEnding() throws Exception {
    Path file = Files.writeString(folder.resolve("prompt.txt"), "2+2?\nIn words.\n");

    JsonNode read = json("--prompt", "@" + file, "--a", "four", "--b", "");
    JsonNode typed = json("--prompt", "2+2?\nIn words.", "--a", "four", "--b", "");

    assertThat(withoutTime(read)).isEqualTo(withoutTime(typed));
  }

  @Test
  void aDoubledAtSignIsATextThatBeginsWithOne() {
    assertThat(ScoreCommand.GivenText.of("--a", "@@home")).isEqualTo("@home");
    assertThat(ScoreCommand.GivenText.of("--a", "at@home")).isEqualTo("at@home");
    assertThat(ScoreCommand.GivenText.of("--a", "")).isNull();
  }

  @Test
  void aTextThatBeginsLikeAnOptionOrAListIsATextAllTheSame() {
    assertThat(run("--prompt", "-3 + 5?", "--a", "-1", "--b", "[1, 2")).isZero();

    assertThat(out.toString()).contains("-3 + 5?");
  }

  @Test
  void aMissingFileIsASentenceWithTheWayToWriteAnAtSign() {
    assertThat(run("--prompt", "@absent", "--a", "4", "--b", "5")).isEqualTo(CommandRunner.FAILED);

    assertThat(err.toString())
        .contains("--prompt @absent cannot be read: it does not exist")
        .contains("@@")
        .doesNotContain("\tat ");
  }

  @Test
  void everyLineGetsItsAnswerInOrderAndABadOneItsNumberAndTheReason() throws Exception {
    Path file = lines();

    assertThat(run(file.toString(), "--json")).isEqualTo(CommandRunner.FAILED);

    List<String> answers = out.toString().lines().toList();
    assertThat(answers).hasSize(4);
    assertThat(JSON.readTree(answers.get(0)).get("id").asText()).isEqualTo("first");
    assertThat(JSON.readTree(answers.get(1)).get("line").asLong()).isEqualTo(2);
    assertThat(JSON.readTree(answers.get(1)).get("error").asText()).contains("response_b");
    assertThat(JSON.readTree(answers.get(2)).get("error").asText()).contains("no turns");
    assertThat(JSON.readTree(answers.get(2)).get("id").asText()).isEqualTo("empty");
    assertThat(JSON.readTree(answers.get(3)).get("id").asText()).isEqualTo("4");
    assertThat(JSON.readTree(answers.get(3)).get("winner_tie").isDouble()).isTrue();
    assertThat(err.toString()).contains("2 of 4 lines of " + file + " have no score");
  }

  @Test
  void aBadLineIsALineOfTheTableToo() throws Exception {
    assertThat(run(lines().toString())).isEqualTo(CommandRunner.FAILED);

    assertThat(out.toString().lines().toList())
        .hasSize(6)
        .anySatisfy(line -> assertThat(line).startsWith("2           line 2: field response_b"));
  }

  @Test
  void wrongUsageSaysWhatIsMissing() {
    assertThat(run("--prompt", "2+2?", "--a", "4")).isEqualTo(CommandRunner.WRONG_USAGE);
    assertThat(err.toString()).contains("--b is missing; expected --prompt, --a and --b");

    assertThat(run()).isEqualTo(CommandRunner.WRONG_USAGE);
    assertThat(err.toString()).contains("--prompt, --a, --b are missing");

    assertThat(run("-", "--a", "4")).isEqualTo(CommandRunner.WRONG_USAGE);
    assertThat(err.toString()).contains("found - and also --prompt, --a or --b");

    assertThat(run("--device", "gpu", "-")).isEqualTo(CommandRunner.WRONG_USAGE);
    assertThat(err.toString()).contains("--device: device is \"gpu\"; expected auto, cpu");
  }

  private Path lines() throws IOException {
    return Files.writeString(
        folder.resolve("pairs.jsonl"),
        """
        {"id":"first","prompt":"2+2?","response_a":"4","response_b":"5"}
        {"prompt":"2+2?","response_a":"4"}
        {"id":"empty","prompt":[],"response_a":[],"response_b":[]}
        {"prompt":["2+2?","Why?"],"response_a":["4",null],"response_b":["5","So."]}
        """,
        UTF_8);
  }

  private JsonNode json(String... arguments) throws IOException {
    out.getBuffer().setLength(0);
    String[] all = Arrays.copyOf(arguments, arguments.length + 1);
    all[arguments.length] = "--json";
    assertThat(run(all)).as(err.toString()).isZero();
    return JSON.readTree(out.toString());
  }

  private static JsonNode withoutTime(JsonNode json) {
    return ((ObjectNode) json).without("scored_at");
  }

  private int run(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = bundle;
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return CommandRunner.run(
        new ScoreCommand(), new PrintWriter(out, true), new PrintWriter(err, true), all);
  }
}
