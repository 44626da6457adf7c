package dev.arena.dist.documents;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.cli.config.ConfigDocument;
import dev.arena.cli.documents.CommandPage;
import dev.arena.cli.documents.Documents;
import dev.arena.cli.documents.GeneratedPage;
import dev.arena.console.ConsoleKeys;
import dev.arena.console.ConsoleMain;
import dev.arena.console.ConsoleMetric;
import dev.arena.dist.DistMain;
import dev.arena.kafka.deadletter.ArenaHeader;
import dev.arena.lab.LabMain;
import dev.arena.local.LocalMain;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Leaderboard;
import dev.arena.schemas.LeaderboardRow;
import dev.arena.schemas.LeaderboardStyle;
import dev.arena.schemas.LiveEvaluation;
import dev.arena.schemas.PairFacts;
import dev.arena.schemas.Preference;
import dev.arena.schemas.ReliabilityBin;
import dev.arena.schemas.ScorerComparison;
import dev.arena.schemas.Turn;
import dev.arena.schemas.Vote;
import dev.arena.schemas.VoteOutcome;
import dev.arena.schemas.testing.ChildProcess;
import dev.arena.streamer.StreamerMain;
import dev.arena.streamer.config.StreamerKeys;
import dev.arena.trainer.TrainerMain;
import dev.arena.votes.VotesMain;
import dev.arena.votes.config.VotesKeys;
import dev.arena.votes.operations.VotesMetric;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.streams.errors.internals.ExceptionHandlerUtils;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Pages, and parts of pages, that come from the code. */
@Tag("docs")
@Isolated("no other test should read the pages while it writes")
final class ReferencePagesTest {
  private static final GeneratedPage COMMANDS = new GeneratedPage("docs/reference/commands.md");
  private static final GeneratedPage RECORDS = new GeneratedPage("docs/reference/topics.md");

  @Test
  void everyCommandsHelpIsOnThePage() throws IOException {
    COMMANDS.assertPartIs("commands of the sources", CommandPage.of(DistMain.class));
    COMMANDS.assertPartIs("commands of a cluster", CommandPage.of(StreamerMain.class));
    COMMANDS.assertPartIs("commands about votes", CommandPage.of(VotesMain.class));
    COMMANDS.assertPartIs("commands of the console", CommandPage.of(ConsoleMain.class));
    COMMANDS.assertPartIs("commands of models", CommandPage.of(TrainerMain.class));
    COMMANDS.assertPartIs("commands of one machine", CommandPage.of(LocalMain.class));
    COMMANDS.assertPartIs("commands of benchmarks", CommandPage.of(LabMain.class));
  }

  @Test
  void theSettingsOfTheVotesServiceThatTheScorerLacksAreOnTheConfigurationPage()
      throws IOException {
    new GeneratedPage("docs/configuration.md")
        .assertPartIs(
            "settings of the votes service",
            new ConfigDocument(VotesKeys.table()).markdownWithout(StreamerKeys.table()));
  }

  @Test
  void theMetricsOfTheVotesServiceAreOnTheirPage() throws IOException {
    new GeneratedPage("docs/reference/metrics.md")
        .assertPartIs("metrics of the votes service", VotesMetric.markdown());
  }

  @Test
  void theSettingsOfTheConsoleThatTheScorerLacksAreOnTheConfigurationPage() throws IOException {
    new GeneratedPage("docs/configuration.md")
        .assertPartIs(
            "settings of the console",
            new ConfigDocument(ConsoleKeys.table()).markdownWithout(StreamerKeys.table()));
  }

  @Test
  void theMetricsOfTheConsoleAreOnTheirPage() throws IOException {
    new GeneratedPage("docs/reference/metrics.md")
        .assertPartIs("metrics of the console", ConsoleMetric.markdown());
  }

  @Test
  void theImageContainsTheClusterCommands() {
    assertThat(Documents.ROOT.resolve("deploy/image/arena"))
        .content(UTF_8)
        .contains("  votes | promote) main=" + VotesMain.class.getName() + " ;;\n")
        .contains("  console) main=" + ConsoleMain.class.getName() + " ;;\n")
        .contains("  *) main=" + StreamerMain.class.getName() + " ;;\n")
        .endsWith("\n  \"$main\" \"$@\"\n");
  }

  @Test
  void whatTheLauncherPrintsIsOnThePage() throws Exception {
    COMMANDS.assertPartIs(
        "list",
        block(launcher())
            + block(launcher("test", "--help"))
            + block(launcher("completion", "--help")));
  }

  @Test
  void theFieldsOfRecordsAreThoseOfTheirSchemas() throws IOException {
    RECORDS.assertPartIs(
        "ConversationPair",
        SchemaTable.of(ConversationPair.getClassSchema())
            + SchemaTable.of(Turn.getClassSchema())
            + "\n");
    RECORDS.assertPartIs(
        "Preference",
        SchemaTable.of(Preference.getClassSchema())
            + SchemaTable.of(PairFacts.getClassSchema())
            + "\n");
    RECORDS.assertPartIs(
        "Vote",
        SchemaTable.of(Vote.getClassSchema())
            + SchemaTable.of(VoteOutcome.getClassSchema())
            + "\n");
    new GeneratedPage("docs/reference/evaluation.md")
        .assertPartIs(
            "LiveEvaluation",
            SchemaTable.of(LiveEvaluation.getClassSchema())
                + SchemaTable.of(ReliabilityBin.getClassSchema())
                + SchemaTable.of(ScorerComparison.getClassSchema())
                + "\n");
    new GeneratedPage("docs/reference/leaderboard.md")
        .assertPartIs(
            "Leaderboard",
            SchemaTable.of(Leaderboard.getClassSchema())
                + SchemaTable.of(LeaderboardStyle.getClassSchema())
                + SchemaTable.of(LeaderboardRow.getClassSchema())
                + "\n");
  }

  @Test
  void theHeadersOfRecordsAreThoseOfTheTable() throws IOException {
    RECORDS.assertPartIs("headers", ArenaHeader.markdown());
  }

  @Test
  void theHeadersOfDeadLettersAreThoseOfKafkaStreams() {
    assertThat(Arrays.stream(ArenaHeader.values()).map(ArenaHeader::headerName))
        .filteredOn(name -> name.startsWith(ArenaHeader.Names.ERRORS))
        .containsExactlyInAnyOrder(
            ExceptionHandlerUtils.HEADER_ERRORS_EXCEPTION_NAME,
            ExceptionHandlerUtils.HEADER_ERRORS_EXCEPTION_MESSAGE_NAME,
            ExceptionHandlerUtils.HEADER_ERRORS_STACKTRACE_NAME,
            ExceptionHandlerUtils.HEADER_ERRORS_TOPIC_NAME,
            ExceptionHandlerUtils.HEADER_ERRORS_PARTITION_NAME,
            ExceptionHandlerUtils.HEADER_ERRORS_OFFSET_NAME);
  }

  private static String block(String text) {
    return "\n```text\n%s\n```\n".formatted(text.stripTrailing());
  }

  private static String launcher(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(Documents.ROOT.resolve("arena").toString()));
    Stream.of(arguments).forEach(command::add);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = ChildProcess.output(process);
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }
}
