package dev.arena.streamer.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.Preference;
import dev.arena.schemas.Vote;
import dev.arena.schemas.VoteOutcome;
import dev.arena.schemas.testing.ChildProcess;
import dev.arena.servers.LocalServers;
import dev.arena.servers.testing.SharedServers;
import dev.arena.streamer.StreamApplication;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The clients in {@code examples/}, each against a scorer. */
@Tag("broker")
@ExtendWith(SharedServers.class)
final class ExampleClientsTest {
  private static final Path ROOT = Path.of(System.getProperty("arena.root"));
  private static final Path EXAMPLES = ROOT.resolve("examples");

  /** What is installed for the clients, kept until the module is cleaned. */
  private static final Path KEPT = ROOT.resolve("streamer/target");

  private static final Duration INSTALL_LIMIT = Duration.ofMinutes(2);
  private static final Duration ANSWER_LIMIT = ChildProcess.TIMEOUT;

  /** Not only ASCII, so that lengths in bytes and in characters differ. */
  private static final String PROMPT = "What is 2 + 2? Größe, 量子, 👍";

  @TempDir private Path folder;

  private Stage stage;
  private LocalServers servers;
  private StreamApplication scorer;

  @BeforeEach
  void prepare(LocalServers shared) throws Exception {
    servers = shared;
    stage = new Stage(shared, TinyBundle.write(folder.resolve("bundle")));
    scorer = stage.start(Map.of());
  }

  @AfterEach
  void cleanUp() {
    scorer.close();
    stage.close();
  }

  @Test
  void aPairFromPythonIsScoredAndItsPreferenceReadThere() throws Exception {
    assertAnswered(
        "from-python",
        EXAMPLES.resolve("python"),
        List.of(python().toString(), "-B", "arena_client.py"));
  }

  @Test
  void aVoteFromPythonIsAVote() throws Exception {
    stage.createVotes();
    assertRuns(
        EXAMPLES.resolve("python"),
        List.of(
            python().toString(),
            "-B",
            "send_vote.py",
            "from-python",
            "BOTH_BAD",
            "--voter=anna",
            "--no-swapped",
            "--brokers=" + servers.kafka().bootstrapServers(),
            "--registry=" + servers.registry().url(),
            "--votes=" + stage.votes));

    assertIsVote("from-python", VoteOutcome.BOTH_BAD, "anna");
  }

  /** A Python with what its clients need. */
  private Path python() throws Exception {
    Path python = KEPT.resolve("python/bin/python");
    Path requirements = EXAMPLES.resolve("python/requirements.txt");
    if (!Files.exists(python)) {
      assumeThat(run(KEPT, INSTALL_LIMIT, "python3", "-m", "venv", "python"))
          .describedAs("needs python3 with venv; see %s", folder.resolve("errors"))
          .isZero();
    }
    assumeThat(
            run(
                KEPT,
                INSTALL_LIMIT,
                python.toString(),
                "-m",
                "pip",
                "install",
                "--quiet",
                "--retries=1",
                "-r",
                requirements.toString()))
        .describedAs(
            "needs a package index to install the Python client; see %s", folder.resolve("errors"))
        .isZero();
    return python;
  }

  @Test
  void aPairFromJavaScriptIsScoredAndItsPreferenceReadThere() throws Exception {
    assertAnswered("from-javascript", javaScript(), List.of("node", "client.js"));
  }

  @Test
  void aVoteFromJavaScriptIsAVote() throws Exception {
    stage.createVotes();
    assertRuns(
        javaScript(),
        List.of(
            "node",
            "send-vote.js",
            "--pair=from-javascript",
            "--outcome=WITHDRAWN",
            "--voter=anna",
            "--brokers=" + servers.kafka().bootstrapServers(),
            "--registry=" + servers.registry().url(),
            "--votes=" + stage.votes));

    assertIsVote("from-javascript", VoteOutcome.WITHDRAWN, "anna");
  }

  /** A folder with the clients in JavaScript and what they need. */
  private Path javaScript() throws Exception {
    Path target = Files.createDirectories(KEPT.resolve("node"));
    Path lock = target.resolve("package-lock.json");
    Path sources = EXAMPLES.resolve("javascript");
    boolean current =
        Files.exists(target.resolve("node_modules/kafkajs"))
            && Files.exists(lock)
            && Files.mismatch(sources.resolve("package-lock.json"), lock) < 0;
    for (String file :
        List.of(".npmrc", "package.json", "package-lock.json", "client.js", "send-vote.js")) {
      Files.copy(sources.resolve(file), target.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    if (!current) {
      // from npm's own cache if possible; without a network, this ends after seconds
      int code =
          run(
              target,
              INSTALL_LIMIT,
              "npm",
              "ci",
              "--ignore-scripts",
              "--no-audit",
              "--no-fund",
              "--prefer-offline",
              "--fetch-retries=1",
              "--fetch-retry-mintimeout=500",
              "--fetch-retry-maxtimeout=1000",
              "--fetch-timeout=15000");
      if (code != 0) {
        Files.deleteIfExists(lock);
      }
      assumeThat(code)
          .describedAs(
              "needs npm and a registry to install the JavaScript client; see %s",
              folder.resolve("errors"))
          .isZero();
    }
    return target;
  }

  @Test
  void aPairFromJavaIsScoredAndItsPreferenceReadThere() throws Exception {
    Path classes = compileJava();
    assertRuns(folder, java(classes, "SendPair", Map.of("pairs", stage.pairs, "id", "from-java")));
    assertThat(read(output())).startsWith("from-java is at offset 0 of " + stage.pairs);

    assertRuns(
        folder,
        java(classes, "ReadPreferences", Map.of("preferences", stage.preferences, "limit", "1")));
    assertIsPreference("from-java");
  }

  @Test
  void aPairIsScoredInAJavaProgram() throws Exception {
    Path bundle = folder.resolve("bundle");

    assertRuns(folder, java(compileJava(), "ScoreHere", Map.of("bundle", bundle.toString())));

    assertThat(read(output())).startsWith("Probabilities[a=0.");
  }

  @Test
  void aPairWrittenByTheShellIsSentByKcatAndScored() throws Exception {
    assumeThat(run(folder, ANSWER_LIMIT, "kcat", "-V")).describedAs("needs kcat").isZero();
    assumeThat(run(folder, ANSWER_LIMIT, "curl", "-V")).describedAs("needs curl").isZero();
    assertRuns(
        EXAMPLES.resolve("command-line"),
        List.of(
            "./pair",
            servers.registry().url(),
            stage.pairs,
            "from-the-shell",
            PROMPT,
            "4",
            "x".repeat(300)));
    Path pair = Files.copy(output(), folder.resolve("pair.bin"));
    assertRuns(
        folder,
        List.of(
            "kcat",
            "-P",
            "-b",
            servers.kafka().bootstrapServers(),
            "-t",
            stage.pairs,
            "-k",
            "a key",
            pair.toString()));
    Preference preference = stage.preference(stage.read(stage.preferences, 1).get(0));
    assertThat(preference.getId()).isEqualTo("from-the-shell");
  }

  @Test
  void whatTheShellWritesIsAVote() throws Exception {
    assumeThat(run(folder, ANSWER_LIMIT, "curl", "-V")).describedAs("needs curl").isZero();
    stage.createVotes();
    assertRuns(
        EXAMPLES.resolve("command-line"),
        List.of(
            "./vote", servers.registry().url(), stage.votes, "from-the-shell", "B", "Größe 👍"));
    stage.produce(
        List.of(
            new ProducerRecord<>(
                stage.votes, "from-the-shell".getBytes(UTF_8), Files.readAllBytes(output()))));

    assertIsVote("from-the-shell", VoteOutcome.B, "Größe 👍");
  }

  private void assertIsVote(String pair, VoteOutcome outcome, String voter) {
    List<ConsumerRecord<byte[], byte[]>> records = stage.read(stage.votes, 1);
    assertThat(records).hasSize(1);
    Vote vote = stage.vote(records.get(0));
    assertThat(records.get(0).key()).isEqualTo(pair.getBytes(UTF_8));
    assertThat(vote.getPairId()).isEqualTo(pair);
    assertThat(vote.getOutcome()).isEqualTo(outcome);
    assertThat(vote.getVoter()).isEqualTo(voter);
    assertThat(vote.getKind()).isEqualTo("human");
    assertThat(vote.getVotedAt())
        .isCloseTo(Instant.now(), within(ANSWER_LIMIT.toMillis(), ChronoUnit.MILLIS));
  }

  private void assertAnswered(String id, Path directory, List<String> program)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(program);
    command.addAll(
        List.of(
            "--brokers",
            servers.kafka().bootstrapServers(),
            "--registry",
            servers.registry().url(),
            "--pairs",
            stage.pairs,
            "--preferences",
            stage.preferences,
            "--id",
            id,
            "--prompt",
            PROMPT,
            "--model-a",
            "heron-7b",
            "--model-b",
            "lark-13b"));
    assertRuns(directory, command);
    assertIsPreference(id);
    JsonNode preference = new ObjectMapper().readTree(output().toFile());
    assertThat(preference.get("model_a").asText()).isEqualTo("heron-7b");
    assertThat(preference.get("model_b").asText()).isEqualTo("lark-13b");
  }

  private void assertIsPreference(String id) throws IOException {
    JsonNode preference = new ObjectMapper().readTree(output().toFile());
    assertThat(preference.get("id").asText()).isEqualTo(id);
    assertThat(preference.get("model").asText()).isEqualTo(TinyBundle.MODEL);
    assertThat(
            preference.get("winner_model_a").asDouble()
                + preference.get("winner_model_b").asDouble()
                + preference.get("winner_tie").asDouble())
        .isCloseTo(1, within(1e-6));
  }

  /** Compiles the Java example against the modules of this build, which no user has installed. */
  private Path compileJava() throws IOException {
    Path classes = folder.resolve("classes");
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--release",
                "17",
                "-Xlint:all",
                "-Werror",
                "-proc:none",
                "-d",
                classes.toString()));
    arguments.addAll(List.of("-cp", System.getProperty("java.class.path")));
    try (Stream<Path> sources = Files.walk(EXAMPLES.resolve("java/src"))) {
      sources
          .filter(source -> source.toString().endsWith(".java"))
          .forEach(source -> arguments.add(source.toString()));
    }
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, said, said, arguments.toArray(String[]::new));
    assertThat(status).as(said.toString(UTF_8)).isZero();
    return classes;
  }

  private List<String> java(Path classes, String program, Map<String, String> properties) {
    List<String> command =
        ChildProcess.java(
            "-cp", classes + File.pathSeparator + System.getProperty("java.class.path"));
    command.add("-Dbrokers=" + servers.kafka().bootstrapServers());
    command.add("-Dregistry=" + servers.registry().url());
    properties.forEach((name, value) -> command.add("-D%s=%s".formatted(name, value)));
    command.addAll(List.of("example." + program, PROMPT, "4", "It depends."));
    return command;
  }

  private void assertRuns(Path directory, List<String> command)
      throws IOException, InterruptedException {
    assertThat(run(directory, ANSWER_LIMIT, command.toArray(String[]::new)))
        .describedAs(() -> "%s said: %s".formatted(command, read(folder.resolve("errors"))))
        .isZero();
  }

  /** The exit code; 127 if there is no such program, 124 if it took too long. */
  private int run(Path directory, Duration limit, String... command)
      throws IOException, InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectError(folder.resolve("errors").toFile())
              .redirectOutput(output().toFile())
              .start();
    } catch (IOException notInstalled) {
      return 127;
    }
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
      return 124;
    }
    return process.exitValue();
  }

  private Path output() {
    return folder.resolve("output");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException gone) {
      return gone.toString();
    }
  }
}
