package dev.arena.streamer.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.arena.cli.CommandRunner;
import dev.arena.models.Probabilities;
import dev.arena.models.Score;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.failure.UserException;
import dev.arena.servers.testing.CommandRun;
import dev.arena.servers.testing.ListedRights;
import dev.arena.servers.testing.SecuredCluster;
import dev.arena.streamer.StreamApplication;
import dev.arena.streamer.dlq.DlqCommand;
import dev.arena.streamer.replay.ReplayCommand;
import dev.arena.streamer.scoring.WaitingScorer;
import dev.arena.streamer.tail.TailCommand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * The rights that docs/how-to/secure.md lists are enough and none is superfluous, on a broker that
 * denies everything else.
 */
@Tag("broker")
@ResourceLock(SecuredCluster.LOCK)
@Order(SecuredCluster.LAST)
@ExtendWith(SecuredCluster.Extension.class)
final class RightsTest {
  private static final String SCORER = "The scorer";
  private static final String CREATE = "With `arena.topic.create=true`";
  private static final String WANTED = "Useful, but not required";
  private static final String REPLAY = "`./arena replay`";
  private static final String REPLAY_AND_WAIT = "`./arena replay --wait`";
  private static final String REPLAY_OF_A_RUN = "`./arena replay --run NAME`";
  private static final String REPLAY_WITH_VOTES = "`./arena replay --votes`";
  private static final String REPLAY_OF_A_RUN_WITH_VOTES = "`./arena replay --votes --run NAME`";
  private static final String REPLAY_BEYOND_ITS_LEAD =
      "`./arena replay` without `--wait`, of more than `--max-outstanding` pairs";
  private static final String LETTERS = "`./arena dlq list` and `show`";
  private static final String SEND_AGAIN = "`./arena dlq replay`";
  private static final String TAIL = "`./arena tail`";
  private static final Path EXAMPLE =
      Path.of(System.getProperty("arena.root"), "examples", "votes.csv");

  @TempDir private Path folder;

  @AutoClose private Stage stage;
  private Map<String, String> settings;

  @BeforeEach
  void prepare(SecuredCluster cluster) throws Exception {
    stage = new Stage(cluster.servers(), folder.resolve("bundle"));
    settings = new HashMap<>(cluster.scram(SecuredCluster.USER, SecuredCluster.USER_PASSWORD));
    settings.put("arena.topic.create", "false");
  }

  @Test
  void theScorersRightsAreEnoughForAnswersAndDeadLettersAndTailNeedsItsOwn(SecuredCluster cluster)
      throws Exception {
    createTopics();
    ListedRights.grant(cluster, rights(SCORER));

    try (StreamApplication scorer = start()) {
      assertAnswersAndDeadLetters();
    }

    List<AclBinding> rights = rights(TAIL);
    assertThat(rights).hasSize(1);
    assertFails(rights.get(0), tail());
    ListedRights.grant(cluster, rights);
    assertThat(tail().out()).hasLineCount(1);
  }

  @Test
  void withTheRightToCreateTopicsTheyNeedNotExist(SecuredCluster cluster) throws Exception {
    List<AclBinding> rights = rights(SCORER);
    rights.addAll(rights(CREATE));
    rights.addAll(rights(WANTED));
    ListedRights.grant(cluster, rights);
    settings.put("arena.topic.create", "true");

    try (StreamApplication scorer = start()) {
      assertAnswersAndDeadLetters();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void withoutOneOfItsRightsTheScorerSaysWhichIsMissing(int left, SecuredCluster cluster)
      throws Exception {
    createTopics();
    List<AclBinding> rights = rights(SCORER);
    assertThat(rights).as("one case for each right").hasSize(5);
    AclBinding missing = rights.remove(left);
    ListedRights.grant(cluster, rights);

    assertRefused(missing);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void withoutARightToCreateTheScorerSaysWhichIsMissing(int left, SecuredCluster cluster)
      throws Exception {
    List<AclBinding> rights = rights(CREATE);
    assertThat(rights).as("one case for each right").hasSize(3);
    AclBinding missing = rights.remove(left);
    rights.addAll(rights(SCORER));
    ListedRights.grant(cluster, rights);
    settings.put("arena.topic.create", "true");

    assertRefused(missing);
  }

  @Test
  void replayNeedsOnlyItsOwnRights(SecuredCluster cluster) throws Exception {
    createTopics();
    List<AclBinding> granted = new ArrayList<>();
    for (AclBinding right : rights(REPLAY)) {
      assertFails(right, replay());
      granted.add(right);
    }
    ListedRights.grant(cluster, granted);
    assertThat(replay().out()).startsWith("3 pairs sent in ");

    for (AclBinding right : rights(REPLAY_AND_WAIT)) {
      assertFails(right, replay("--wait", "--timeout=1"));
      ListedRights.grant(cluster, List.of(right));
    }
    assertThat(replay("--wait", "--timeout=1").out()).startsWith("3 pairs sent, 3 missing in ");

    for (AclBinding right : rights(REPLAY_OF_A_RUN)) {
      assertFails(right, replay("--run=NAME"));
      ListedRights.grant(cluster, List.of(right));
    }
    assertThat(replay("--run=NAME").out()).startsWith("3 pairs sent in ");

    for (AclBinding right : rights(REPLAY_WITH_VOTES)) {
      assertFails(right, replay("--votes", "--timeout=1"));
      ListedRights.grant(cluster, List.of(right));
    }
    assertThat(replay("--votes", "--timeout=1").out()).startsWith("3 pairs sent, 3 missing in ");

    for (AclBinding right : rights(REPLAY_OF_A_RUN_WITH_VOTES)) {
      assertFails(right, replay("--votes", "--run=NAME", "--resume", "--timeout=1"));
      ListedRights.grant(cluster, List.of(right));
    }
    assertThat(replay("--votes", "--run=NAME", "--resume", "--timeout=1").out())
        .startsWith("3 pairs sent, 3 of them earlier, 3 missing in ");

    for (AclBinding right : rights(REPLAY_BEYOND_ITS_LEAD)) {
      assertFails(right, replay("--max-outstanding=2", "--timeout=1"));
      ListedRights.grant(cluster, List.of(right));
    }
    assertThat(replay("--max-outstanding=2", "--timeout=1").err())
        .contains("committed none of the last 2");
  }

  @Test
  void lookingAtDeadLettersAndSendingThemAgainNeedOnlyTheirOwnRights(SecuredCluster cluster)
      throws Exception {
    createTopics();
    for (AclBinding right : rights(LETTERS)) {
      assertFails(right, letters("list"));
      ListedRights.grant(cluster, List.of(right));
    }
    assertThat(letters("list").code()).isEqualTo(CommandRunner.DONE);

    for (AclBinding right : rights(SEND_AGAIN)) {
      assertFails(right, letters("replay", "--all"));
      ListedRights.grant(cluster, List.of(right));
    }
    assertThat(letters("replay", "--all").code()).isEqualTo(CommandRunner.DONE);
  }

  @Test
  void withoutTheOptionalRightsItScoresAndWarns(SecuredCluster cluster) throws Exception {
    createTopics();
    ListedRights.grant(cluster, rights(SCORER));
    ListAppender<ILoggingEvent> logged = new ListAppender<>();
    logged.start();
    Logger logger = (Logger) LoggerFactory.getLogger("dev.arena.kafka.service");
    logger.addAppender(logged);

    try (StreamApplication scorer = start()) {
      assertAnswersAndDeadLetters();
    } finally {
      logger.detachAppender(logged);
    }

    assertThat(logged.list)
        .filteredOn(event -> event.getFormattedMessage().contains("DescribeConfigs"))
        .hasSize(2)
        .allSatisfy(event -> assertThat(event.getLevel()).isEqualTo(Level.WARN))
        .extracting(ILoggingEvent::getFormattedMessage)
        .anySatisfy(told -> assertThat(told).contains("topic " + stage.preferences + ";"))
        .anySatisfy(told -> assertThat(told).contains("topic " + stage.deadLetters + ";"));
  }

  @Test
  void itsRightsAreEnoughToEndTheTransactionOfAKilledScorer(SecuredCluster cluster)
      throws Exception {
    createTopics();
    ListedRights.grant(cluster, rights(SCORER));
    try (KafkaProducer<byte[], byte[]> killed = ofAScorer(cluster)) {
      killed.initTransactions();
      killed.beginTransaction();
      for (String topic : List.of(stage.preferences, stage.deadLetters)) {
        killed
            .send(new ProducerRecord<>(topic, 0, null, "not committed".getBytes(UTF_8)))
            .get(1, TimeUnit.MINUTES);
      }

      try (StreamApplication scorer = start()) {
        // what is committed after it can be read only once it has ended
        assertAnswersAndDeadLetters();
      }
    }
  }

  @Test
  void aScorerWaitsWhileOneOfItsRightsIsWithdrawnAndThenContinues(SecuredCluster cluster)
      throws Exception {
    createTopics();
    List<AclBinding> rights = rights(SCORER);
    ListedRights.grant(cluster, rights);
    settings.put("arena.http.port", "0");
    settings.put("kafka.session.timeout.ms", "3000");
    settings.put("kafka.heartbeat.interval.ms", "300");

    try (StreamApplication scorer = start()) {
      for (AclBinding right : rights) {
        ListedRights.withdraw(cluster, right);
        stage.produce(List.of(good(), bad()));
        // a refused write is noticed first: degraded, and then waiting
        Stage.awaitHealth(scorer, 503, "\"status\":\"waiting\"");
        ListedRights.grant(cluster, List.of(right));
        Stage.awaitHealth(scorer, 200);
      }
      assertThat(stage.read(stage.preferences, rights.size())).hasSameSizeAs(rights);
      assertThat(stage.read(stage.deadLetters, rights.size()))
          .hasSameSizeAs(rights)
          .allSatisfy(letter -> assertThat(letter.value()).isEqualTo(bad().value()));
    }
  }

  /** Its transactional id has the form that Kafka Streams uses. */
  private KafkaProducer<byte[], byte[]> ofAScorer(SecuredCluster cluster) {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            cluster.servers().kafka().bootstrapServers(),
            "transactional.id",
            stage.settings().get("arena.application.id") + "-" + UUID.randomUUID() + "-1",
            "transaction.timeout.ms",
            600_000),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private CommandRun letters(String... command) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of("--config", config()));
    return CommandRun.of(new DlqCommand(), arguments.toArray(String[]::new));
  }

  private CommandRun replay(String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of(EXAMPLE.toString(), "--limit=3", "--config", config()));
    arguments.addAll(List.of(more));
    return CommandRun.of(new ReplayCommand(), arguments.toArray(String[]::new));
  }

  private CommandRun tail() throws Exception {
    return CommandRun.of(
        new TailCommand(), "--from-beginning", "--limit=1", "--json", "--config", config());
  }

  private String config() throws Exception {
    return stage.write(folder.resolve("user.properties"), settings).toString();
  }

  private static void assertFails(AclBinding missing, CommandRun run) {
    assertThat(run.code()).isEqualTo(CommandRunner.FAILED);
    assertThat(run.err()).hasLineCount(1).contains(describe(missing));
  }

  private void assertRefused(AclBinding missing) {
    assertThatThrownBy(
            () -> {
              try (StreamApplication scorer = start()) {
                // some rights are missed only when they are used
                stage.produce(List.of(good(), bad()));
                scorer.awaitEnd();
              }
            })
        .isInstanceOf(UserException.class)
        .hasMessageContaining(describe(missing))
        .hasMessageContaining("docs/how-to/secure.md")
        .hasMessageNotContainingAny("\n", "canary");
  }

  private static String describe(AclBinding right) {
    String operation = right.entry().operation().name().toLowerCase(Locale.ROOT);
    return switch (right.pattern().resourceType()) {
      case TOPIC -> operation + " topic " + right.pattern().name();
      case GROUP -> operation + " group " + right.pattern().name();
      case TRANSACTIONAL_ID ->
          operation + " transactional ids that begin with arena.application.id";
      default -> throw new IllegalStateException(right.toString());
    };
  }

  private void assertAnswersAndDeadLetters() throws Exception {
    stage.produce(List.of(good(), bad()));

    assertThat(stage.read(stage.preferences, 1)).hasSize(1);
    assertThat(stage.read(stage.deadLetters, 1)).hasSize(1);
  }

  private ProducerRecord<byte[], byte[]> good() {
    return stage.record(0, TinyBundle.pair("1", "Hi", "Hello", "Go away"));
  }

  private ProducerRecord<byte[], byte[]> bad() {
    return new ProducerRecord<>(stage.pairs, 0, null, "garbage".getBytes(UTF_8));
  }

  private StreamApplication start() throws InterruptedException {
    Score answer = new Score(new Probabilities(0.4, 0.4, 0.2), 1, false, "stand-in@1");
    StreamApplication scorer =
        StreamApplication.start(
            stage.configuration(settings),
            () -> new WaitingScorer(Duration.ZERO, Duration.ZERO, answer, System::nanoTime));
    try {
      scorer.awaitReady(Stage.TIMEOUT);
      return scorer;
    } catch (RuntimeException failed) {
      scorer.close();
      throw failed;
    }
  }

  private void createTopics() throws Exception {
    for (String topic : List.of(stage.pairs, stage.preferences, stage.deadLetters, stage.votes)) {
      stage.createTopic(topic, 1);
    }
  }

  private List<AclBinding> rights(String heading) throws Exception {
    String application = stage.settings().get("arena.application.id");
    return ListedRights.under(
        heading,
        Map.of(
            "arena.pairs",
            stage.pairs,
            "arena.preferences",
            stage.preferences,
            "arena.pairs.dlq",
            stage.deadLetters,
            "arena.votes",
            stage.votes,
            "arena.pairs.dlq.sent",
            stage.deadLetters + ".sent",
            "arena-scorer",
            application,
            "arena.pairs-replay-NAME",
            stage.pairs + "-replay-NAME",
            "arena.pairs.dlq-replay",
            stage.deadLetters + "-replay"));
  }
}
