package dev.arena.local.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.arena.local.servers.LocalScorer;
import dev.arena.local.servers.LocalServers;
import dev.arena.local.servers.Ports;
import dev.arena.models.testing.TinyBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Confluent's JavaScript client for the registry, and a Kafka client in JavaScript. */
@Tag("broker")
class ForeignClientTest {
  private static final Path MODULE = Path.of(System.getProperty("arena.root"), "local");
  private static final Path SOURCES = MODULE.resolve("src/test/node");
  private static final Duration INSTALL_LIMIT = Duration.ofMinutes(1);

  /** From npm's own cache when it can; without a network, the end comes after seconds. */
  private static final String[] INSTALL = {
    "npm",
    "ci",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--prefer-offline",
    "--fetch-retries=1",
    "--fetch-retry-mintimeout=500",
    "--fetch-retry-maxtimeout=1000",
    "--fetch-timeout=15000"
  };

  private static final Duration ANSWER_LIMIT = Duration.ofMinutes(1);

  @TempDir Path folder;

  @Test
  void aPairOfAForeignClientIsScoredAndItsPreferenceReadByThatClient() throws Exception {
    Path client = installed();
    try (LocalServers servers = LocalServers.start(folder);
        LocalScorer scorer =
            LocalScorer.start(
                folder,
                servers,
                Ports.free(),
                Map.of("arena.bundle", TinyBundle.write(folder.resolve("bundle")).toString()))) {
      assertThat(scorer.alive()).isTrue();
      JsonNode answer =
          new ObjectMapper()
              .readTree(
                  node(
                      client,
                      servers.kafka().bootstrapServers(),
                      servers.registry().url(),
                      "arena.pairs",
                      "arena.preferences",
                      "from-javascript"));
      JsonNode preference = answer.get("preference");
      assertThat(preference.get("id").asText()).isEqualTo("from-javascript");
      assertThat(preference.get("model").asText()).isEqualTo(TinyBundle.MODEL);
      assertThat(
              preference.get("winner_model_a").asDouble()
                  + preference.get("winner_model_b").asDouble()
                  + preference.get("winner_tie").asDouble())
          .isCloseTo(1, within(1e-6));
      assertThat(answer.get("key").asText()).isEqualTo("key-from-javascript");
      assertThat(answer.get("header").asText()).isEqualTo("foreign");
      assertThat(answer.get("partition").asInt()).isEqualTo(answer.get("sentTo").asInt());
    }
  }

  /** Where the client and its libraries are; skips where they cannot be had. */
  private Path installed() throws IOException, InterruptedException {
    Path target = Files.createDirectories(MODULE.resolve("target/node"));
    Path lock = target.resolve("package-lock.json");
    boolean current =
        Files.exists(target.resolve("node_modules/kafkajs"))
            && Files.exists(lock)
            && Files.mismatch(SOURCES.resolve("package-lock.json"), lock) < 0;
    for (String file : List.of("package.json", "package-lock.json", "foreign.js")) {
      Files.copy(SOURCES.resolve(file), target.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    if (!current) {
      int code = run(target, INSTALL_LIMIT, INSTALL);
      if (code != 0) {
        Files.deleteIfExists(lock);
      }
      assumeThat(code)
          .describedAs("needs npm and a registry to install the JavaScript client; see %s", log())
          .isZero();
    }
    return target;
  }

  private String node(Path client, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("node", "foreign.js"));
    command.addAll(List.of(arguments));
    assertThat(run(client, ANSWER_LIMIT, command.toArray(String[]::new)))
        .describedAs(() -> "%s".formatted(read(log())))
        .isZero();
    return read(log());
  }

  /** The exit code, 127 when there is no such program, 124 when it took too long. */
  private int run(Path directory, Duration limit, String... command)
      throws IOException, InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log().toFile())
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

  private Path log() {
    return folder.resolve("javascript.log");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      return unreadable.toString();
    }
  }
}
