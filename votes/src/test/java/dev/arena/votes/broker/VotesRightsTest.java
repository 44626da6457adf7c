package dev.arena.votes.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.schemas.failure.UserException;
import dev.arena.servers.testing.CommandRun;
import dev.arena.servers.testing.ListedRights;
import dev.arena.servers.testing.SecuredCluster;
import dev.arena.votes.VotesApplication;
import dev.arena.votes.export.ExportCommand;
import dev.arena.votes.forget.ForgetCommand;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rights that docs/how-to/secure.md lists for the votes service are enough and none is
 * superfluous, on a broker that denies everything else; and the service uses TLS.
 */
@Tag("broker")
@ExtendWith(SecuredCluster.Extension.class)
final class VotesRightsTest {
  private static final String SERVICE = "The votes service";
  private static final String CREATE = "The votes service with `arena.topic.create=true`";

  @TempDir private Path folder;

  private VotesStage stage;
  private Map<String, String> settings;

  @BeforeEach
  void prepare(SecuredCluster cluster) throws Exception {
    stage = new VotesStage(cluster.servers(), folder);
    settings = new HashMap<>(cluster.scram(SecuredCluster.USER, SecuredCluster.USER_PASSWORD));
    settings.put("arena.topic.create", "false");
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void itsRightsAreEnoughAndWithoutOneItSaysWhichIsMissing(SecuredCluster cluster)
      throws Exception {
    stage.createTopics(Map.of());
    List<AclBinding> rights = rights(SERVICE);
    ListedRights.grant(cluster, rights);
    try (VotesApplication service = stage.start(settings)) {
      assertJoins(service);
    }

    for (AclBinding right : rights) {
      if (right.entry().operation() != AclOperation.CREATE) { // its topics exist now
        ListedRights.withdraw(cluster, right);
        assertRefused(right);
        ListedRights.grant(cluster, List.of(right));
      }
    }
  }

  @Test
  void withoutTheRightToCreateItsInternalTopicsItDoesNotStart(SecuredCluster cluster)
      throws Exception {
    stage.createTopics(Map.of());
    List<AclBinding> rights = rights(SERVICE);
    List<AclBinding> create =
        rights.stream().filter(right -> right.entry().operation() == AclOperation.CREATE).toList();
    assertThat(create).hasSize(1);
    rights.removeAll(create);
    ListedRights.grant(cluster, rights);

    assertRefused(create.get(0));
  }

  @Test
  void withTheRightToCreateTopicsTheyNeedNotExist(SecuredCluster cluster) throws Exception {
    List<AclBinding> rights = rights(SERVICE);
    rights.addAll(rights(CREATE));
    ListedRights.grant(cluster, rights);
    settings.put("arena.topic.create", "true");

    try (VotesApplication service = stage.start(settings)) {
      assertJoins(service);
    }
  }

  @Test
  void votesAreJoinedOverTlsWithACertificate(SecuredCluster cluster) throws Exception {
    try (VotesApplication service = stage.start(cluster.mutualTls())) {
      assertJoins(service);
    }
  }

  @Test
  void aMissingCertificateIsOneSentence(SecuredCluster cluster) throws Exception {
    Map<String, String> tls = cluster.tls("MTLS");

    assertThatThrownBy(() -> VotesApplication.start(stage.configuration(tls)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("kafka.ssl.keystore.location")
        .hasMessageNotContainingAny("canary", "\n");
  }

  @Test
  void theListedRightsAreEnoughToExportAndToForget(SecuredCluster cluster) throws Exception {
    stage.createTopics(Map.of(pairs(), Map.of()));
    stage.produce(List.of(stage.record(VotesStage.vote("p1", "ann"))));
    List<AclBinding> rights = rights("`./arena votes export`");
    ListedRights.grant(cluster, rights);
    // it gets as far as finding no battle
    assertThat(run(new ExportCommand(), "--format=csv").err()).contains("no vote in");
    for (AclBinding right : rights) {
      ListedRights.withdraw(cluster, right);
      assertThat(run(new ExportCommand(), "--format=csv").err()).contains(describe(right));
      ListedRights.grant(cluster, List.of(right));
    }

    ListedRights.grant(cluster, rights("`./arena votes forget --yes`"));
    CommandRun forgotten = run(new ForgetCommand(), "--voter=ann", "--yes");
    assertThat(forgotten.code()).as(forgotten.err()).isZero();
    assertThat(forgotten.out())
        .contains("withdrew 1 vote of ann", "when the topic's retention.ms has passed");
  }

  private CommandRun run(Object command, String... arguments) throws Exception {
    Properties properties = new Properties();
    properties.putAll(stage.settings());
    properties.putAll(settings);
    properties.put("arena.topic.pairs", pairs());
    Path file = folder.resolve("command.properties");
    try (OutputStream out = Files.newOutputStream(file)) {
      properties.store(out, null);
    }
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--config=" + file);
    return CommandRun.of(command, all.toArray(String[]::new));
  }

  private String pairs() {
    return stage.name + ".pairs";
  }

  private void assertJoins(VotesApplication service) throws Exception {
    assertThat(service.httpPort()).isEmpty();
    stage.produce(
        List.of(
            stage.record(VotesStage.preference("p1")),
            stage.record(VotesStage.vote("p1", "ann")),
            stage.record(VotesStage.vote(" ", "ann"))));
    assertThat(stage.read(stage.battles, 1)).hasSize(1);
    assertThat(stage.read(stage.deadLetters, 1)).hasSize(1);
    assertThat(stage.read(stage.evaluation, 1)).isNotEmpty();
    assertThat(stage.read(stage.leaderboard, 1)).isNotEmpty();
  }

  private void assertRefused(AclBinding missing) {
    assertThatThrownBy(() -> VotesApplication.start(stage.configuration(settings)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(describe(missing))
        .hasMessageContaining("docs/how-to/secure.md")
        .hasMessageNotContainingAny("\n", "canary");
  }

  private static String describe(AclBinding right) {
    String operation = right.entry().operation().name().toLowerCase(Locale.ROOT);
    if (right.pattern().resourceType() == ResourceType.TOPIC) {
      return operation + " topic " + right.pattern().name();
    }
    return right.pattern().resourceType() == ResourceType.GROUP
        ? operation + " group " + right.pattern().name()
        : operation + " transactional ids that begin with";
  }

  private List<AclBinding> rights(String heading) throws Exception {
    return new ArrayList<>(
        ListedRights.under(
            heading,
            Map.of(
                "arena.pairs", pairs(),
                "arena.votes", stage.votes,
                "arena.preferences", stage.preferences,
                "arena.battles", stage.battles,
                "arena.evaluation", stage.evaluation,
                "arena.leaderboard", stage.leaderboard,
                "arena.leaderboard.history", stage.history,
                "arena.votes.dlq", stage.deadLetters,
                "arena-votes", stage.name,
                "arena-votes-", stage.name + "-")));
  }
}
