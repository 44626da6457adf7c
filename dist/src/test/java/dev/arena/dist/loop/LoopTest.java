package dev.arena.dist.loop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.arena.cli.CommandRunner;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.PairReader;
import dev.arena.schemas.format.PairFormat;
import dev.arena.schemas.testing.ChildProcess;
import dev.arena.schemas.testing.Eventually;
import dev.arena.servers.LocalServers;
import dev.arena.servers.LocalService;
import dev.arena.servers.LocalService.Program;
import dev.arena.votes.evaluation.CompareCommand;
import dev.arena.votes.evaluation.EvaluationCommand;
import dev.arena.votes.export.ExportCommand;
import dev.arena.votes.promote.PromoteCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Votes on a topic are exported, a model learns from them, scores beside the one that is in use, is
 * found better by later votes, and replaces it, with the commands that a user runs.
 *
 * <p>The voters prefer the longer answer, and the model in use is random, so that the decision is
 * certain.
 */
@Tag("broker")
class LoopTest {
  private static final Path ROOT = Path.of(System.getProperty("arena.root"));
  private static final JsonMapper JSON = new JsonMapper();
  private static final int LEARNED = 180;
  private static final int VOTERS = 160;
  private static final String NEXT = "arena.preferences.next";

  @TempDir private Path folder;

  @Test
  void aModelThatLearnsFromExportedVotesReplacesTheOneInUse() throws Exception {
    Path old = TinyBundle.write(folder.resolve("old"));
    Path current = Files.createSymbolicLink(folder.resolve("current"), old);
    try (LocalServers servers = LocalServers.start(folder.resolve("servers"));
        LocalService champion = start("champion", servers, Program.STREAM, scorer(current));
        LocalService votes =
            start(
                "votes",
                servers,
                Program.VOTES,
                Map.of("arena.votes.preference.topics", "arena.preferences," + NEXT))) {
      assertThat(votes.http()).isPresent();
      replay(servers, votes("first.csv", LEARNED), "--votes");
      Path exported = export(servers, LEARNED);
      Path next = train(exported);
      String model = ModelBundle.load(next).manifest().model();

      // votes on pairs that both had scored are needed
      Run refused = promote(servers, next, current);
      assertThat(refused.code()).as(refused.text()).isEqualTo(3);
      assertThat(current.toRealPath()).isEqualTo(old.toRealPath());

      Map<String, String> shadow = new TreeMap<>(scorer(next));
      shadow.put("arena.application.id", "arena-scorer-next");
      shadow.put("arena.topic.preferences", NEXT);
      shadow.put("arena.topic.dlq", "arena.pairs.next.dlq");
      try (LocalService challenger = start("challenger", servers, Program.STREAM, shadow)) {
        Path second = votes("second.csv", VOTERS);
        replay(servers, second);
        awaitScored(challenger, LEARNED + VOTERS);
        replay(servers, second, "--votes");

        JsonNode evaluated = awaitEvaluation(servers, model);
        assertThat(evaluated.path("votes_scored_after").asInt())
            .as("votes that the model has learned from")
            .isEqualTo(LEARNED);
        JsonNode compared = json(arena(servers, new CompareCommand(), "--model", model, "--json"));
        assertThat(compared.path("decision").asText()).as("%s", compared).isEqualTo("better");
      }

      Run promoted = promote(servers, next, current);
      assertThat(promoted.code()).as(promoted.text()).isZero();
      assertThat(current.toRealPath()).isEqualTo(next.toRealPath());
      awaitModel(champion, model);

      Run rolledBack = promote(servers, old, current, "--force");
      assertThat(rolledBack.code()).as(rolledBack.text()).isZero();
      awaitModel(champion, TinyBundle.MODEL);
    }
  }

  private LocalService start(
      String name, LocalServers servers, Program program, Map<String, String> settings)
      throws Exception {
    Map<String, String> all = new TreeMap<>(settings);
    all.put("arena.topic.partitions", "2");
    return LocalService.start(Files.createDirectories(folder.resolve(name)), servers, program, all);
  }

  private static Map<String, String> scorer(Path bundle) {
    return Map.of("arena.bundle", bundle.toString(), "arena.bundle.watch", "1 s");
  }

  /** Votes by different people, nearly all for the longer answer. */
  private Path votes(String name, int rows) throws IOException {
    Random random = new Random(rows);
    StringBuilder text =
        new StringBuilder(
            "id,model_a,model_b,prompt,response_a,response_b,winner_model_a,winner_model_b,winner_tie,voter\n");
    for (int i = 0; i < rows; i++) {
      int a = 1 + random.nextInt(30);
      int b = random.nextInt(5) == 0 ? a : 1 + random.nextInt(30);
      String vote = a > b ? "1,0,0" : a < b ? "0,1,0" : "0,0,1";
      text.append(
          "%s-%d,x,y,question %s %d,%s,%s,%s,voter-%s-%d\n"
              .formatted(
                  name,
                  i,
                  name,
                  i,
                  "yes ".repeat(a).strip(),
                  "yes ".repeat(b).strip(),
                  vote,
                  name,
                  i));
    }
    return Files.writeString(folder.resolve(name), text);
  }

  private void replay(LocalServers servers, Path file, String... more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("replay", file.toString(), "--wait"));
    arguments.addAll(List.of(more));
    Run run = run("dev.arena.streamer.StreamerMain", connected(servers, arguments));
    assertThat(run.code()).as(run.text()).isZero();
  }

  /** Exports until every vote is a battle. */
  private Path export(LocalServers servers, int votes) throws Exception {
    Path file = folder.resolve("votes.csv");
    Eventually.holds(
        () -> {
          Run run =
              arena(
                  servers,
                  new ExportCommand(),
                  "--format",
                  "csv",
                  "--out",
                  file.toString(),
                  "--replace",
                  "--json");
          return run.code() == 0 && json(run).path("exported").asInt() == votes;
        },
        () -> "not all votes could be exported");
    return file;
  }

  /** Trains with the file's name and no other needed option, as a user would. */
  private Path train(Path exported) throws IOException {
    Run run =
        run(
            "dev.arena.trainer.TrainerMain",
            List.of(
                "train",
                "--train",
                "votes.csv",
                "--recipe",
                "quick",
                "--base",
                ROOT.resolve("trainer/src/test/resources/bert/uncased").toString(),
                "--layers",
                "all",
                "--max-tokens",
                "32",
                "--precision",
                "fp32"));
    assertThat(run.code()).as(run.text()).isZero();
    Path bundle = folder.resolve("model");
    assertThat(ModelBundle.load(bundle).manifest().trainedThrough())
        .isEqualTo(latest(exported).toString());
    return bundle;
  }

  private static Instant latest(Path exported) {
    Instant latest = Instant.EPOCH;
    String file = exported.toString();
    try (PairReader rows = PairFormat.ofName(file).open(file, BadRows.STOP)) {
      for (var row : rows) {
        Instant time = row.pair().getCreatedAt();
        latest = time != null && time.isAfter(latest) ? time : latest;
      }
    }
    return latest;
  }

  private static void awaitScored(LocalService scorer, int pairs) throws Exception {
    Eventually.holds(
        () -> scored(get(scorer, "/metrics")) >= pairs,
        () -> "the challenger has not scored %d pairs".formatted(pairs));
  }

  private static double scored(String metrics) {
    return metrics
        .lines()
        .filter(line -> line.startsWith("arena_pairs_total{outcome=\"scored\"}"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Waits until the evaluation of a model counts all votes on pairs that it had scored before. */
  private JsonNode awaitEvaluation(LocalServers servers, String model) throws Exception {
    JsonNode[] last = {JSON.nullNode()};
    Eventually.holds(
        () -> {
          Run run =
              arena(servers, new EvaluationCommand(), "--topic", NEXT, "--model", model, "--json");
          last[0] = run.out().isBlank() ? JSON.nullNode() : json(run);
          return last[0].path("votes").asInt() == VOTERS;
        },
        () -> "the evaluation is " + last[0]);
    return last[0];
  }

  private static void awaitModel(LocalService scorer, String model) throws Exception {
    Eventually.holds(
        () -> {
          JsonNode info = JSON.readTree(get(scorer, "/info")).path("model");
          return model.equals(info.path("name").asText() + "@" + info.path("version").asText());
        },
        () -> "the scorer does not use " + model);
  }

  private static String get(LocalService scorer, String path) throws Exception {
    URI uri = scorer.http().orElseThrow().resolve(path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static Run promote(LocalServers servers, Path from, Path to, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("--from", from.toString(), "--to", to.toString()));
    arguments.addAll(List.of(more));
    return arena(servers, new PromoteCommand(), arguments.toArray(String[]::new));
  }

  /** Runs a command in this JVM. */
  private static Run arena(LocalServers servers, Object command, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        CommandRunner.run(
            command,
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            connected(servers, List.of(arguments)).toArray(String[]::new));
    return new Run(code, out.toString(), err.toString());
  }

  private static List<String> connected(LocalServers servers, List<String> arguments) {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(
        List.of(
            "--bootstrap-servers",
            servers.kafka().bootstrapServers(),
            "--registry-url",
            servers.registry().url()));
    return all;
  }

  private static JsonNode json(Run run) throws IOException {
    return JSON.readTree(run.out());
  }

  /** A command that has ended. */
  private record Run(int code, String out, String err) {
    String text() {
      return out + err;
    }
  }

  /** Runs a command in a JVM of its own, in the test's folder. */
  private Run run(String main, List<String> arguments) throws IOException {
    List<String> command = ChildProcess.java("-cp", System.getProperty("java.class.path"), main);
    command.addAll(arguments);
    Path err = Files.createTempFile(folder, "command", ".err");
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectError(err.toFile()).start();
    process.getOutputStream().close();
    String out = ChildProcess.output(process);
    return new Run(ChildProcess.exitCode(process), out, Files.readString(err));
  }
}
