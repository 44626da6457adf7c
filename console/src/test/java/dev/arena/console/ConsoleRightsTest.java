package dev.arena.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.arena.console.http.ApiClient;
import dev.arena.console.topics.TopicStage;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import dev.arena.schemas.testing.Eventually;
import dev.arena.servers.testing.ListedRights;
import dev.arena.servers.testing.SecuredCluster;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.acl.AclBinding;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rights that docs/how-to/secure.md lists for the console are enough and none is superfluous,
 * on a broker that denies everything else.
 */
@Tag("broker")
@ExtendWith(SecuredCluster.Extension.class)
final class ConsoleRightsTest {
  private static final String READ = "The console";
  private static final String VOTE = "The console with `arena.console.voting=true`";
  private static final int STORED = 201;

  @TempDir private Path folder;

  private TopicStage stage;

  @BeforeEach
  void prepare(SecuredCluster cluster) throws Exception {
    stage = new TopicStage(cluster.servers());
    stage.createTopics(1);
  }

  @AfterEach
  void close() throws Exception {
    stage.close();
  }

  @Test
  void itsRightsAreEnoughToReadAllTopicsAndToVote(SecuredCluster cluster) throws Exception {
    List<AclBinding> rights = rights(READ);
    ListedRights.grant(cluster, rights);
    stage.send(
        stage.pairs,
        "p1",
        ConversationPair.newBuilder()
            .setId("p1")
            .setModelA("heron")
            .setModelB("lark")
            .setTurns(List.of(new Turn("Hi", "Hello", "Good day")))
            .build());
    try (RunningConsole console = start(cluster)) {
      ApiClient api = console.api();
      for (AclBinding right : rights) {
        awaitStatus(api, right.pattern().name(), "current");
      }
      JsonNode pair = ApiClient.json(api.get("/v1/next?voter=u1"));

      HttpResponse<String> refused = vote(api, pair);
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.body())
          .contains("The vote was not stored", "secure.md", "need Write on topic " + stage.votes);

      ListedRights.grant(cluster, rights(VOTE));
      Eventually.holds(
          () -> vote(api, pair).statusCode() == STORED, () -> "the vote is still refused");
      Eventually.holds(
          () -> ApiClient.json(api.get("/v1/pairs/p1")).at("/votes/0").isObject(),
          () -> "the console has not read the vote");
    }
  }

  @Test
  void aTopicThatItMayNotReadIsNamedAndTheOthersAreRead(SecuredCluster cluster) throws Exception {
    List<AclBinding> missing = rights(READ);
    AclBinding granted = missing.remove(0);
    ListedRights.grant(cluster, List.of(granted));
    try (RunningConsole console = start(cluster)) {
      awaitStatus(console.api(), granted.pattern().name(), "current");
      assertThat(missing).hasSizeGreaterThan(1);
      for (AclBinding right : missing) {
        String topic = right.pattern().name();
        awaitStatus(console.api(), topic, "gives this user no right to topic " + topic + ";");
      }
    }
  }

  private RunningConsole start(SecuredCluster cluster) throws Exception {
    Map<String, String> settings = stage.settings();
    settings.putAll(cluster.scram(SecuredCluster.USER, SecuredCluster.USER_PASSWORD));
    settings.put("arena.start.timeout", "1 m");
    settings.put("arena.registry.register", "true");
    settings.put("arena.console.texts", "true");
    settings.put("arena.console.voting", "true");
    return RunningConsole.start(TinyBundle.write(folder.resolve("bundle")), settings);
  }

  /** Waits until the page Traffic says this of a topic. */
  private static void awaitStatus(ApiClient api, String topic, String status) throws Exception {
    Eventually.holds(
        () ->
            api.get("/traffic?format=csv")
                .body()
                .lines()
                .anyMatch(line -> line.startsWith(topic + ",") && line.contains(status)),
        () -> topic + " is not " + status);
  }

  private static HttpResponse<String> vote(ApiClient api, JsonNode pair) throws Exception {
    return api.post(
        "/v1/votes",
        "{\"token\":\"%s\",\"verdict\":\"tie\"}".formatted(pair.get("token").textValue()));
  }

  private List<AclBinding> rights(String heading) throws Exception {
    return ListedRights.under(
        heading,
        Map.of(
            "arena.pairs", stage.pairs,
            "arena.preferences", stage.preferences,
            "arena.votes", stage.votes,
            "arena.battles", stage.battles,
            "arena.evaluation", stage.evaluation,
            "arena.leaderboard", stage.leaderboard,
            "arena.pairs.dlq", stage.deadLetters,
            "arena.votes.dlq", stage.voteDeadLetters));
  }
}
