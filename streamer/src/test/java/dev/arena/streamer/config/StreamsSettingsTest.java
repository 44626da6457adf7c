package dev.arena.streamer.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.cli.config.ConfigSources;
import dev.arena.cli.config.Configuration;
import dev.arena.kafka.config.RegistrySettings;
import dev.arena.kafka.deadletter.DeadLetterLog;
import dev.arena.kafka.deadletter.ErrorHandlers;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.streams.errors.LogAndFailProcessingExceptionHandler;
import org.junit.jupiter.api.Test;

final class StreamsSettingsTest {
  @Test
  void recordsAreProcessedExactlyOnceUnlessSomebodyChoosesOtherwise() {
    assertThat(settings()).containsEntry("processing.guarantee", "exactly_once_v2");
    assertThat(settings("kafka.processing.guarantee=at_least_once"))
        .containsEntry("processing.guarantee", "at_least_once");
  }

  @Test
  void aSettingForAllClientsWinsOverOurDefaultForOne() {
    Properties settings = settings("kafka.transaction.timeout.ms=3000");

    assertThat(settings)
        .containsEntry("transaction.timeout.ms", "3000")
        .doesNotContainKey("producer.transaction.timeout.ms");
  }

  @Test
  void deadLettersCannotBeConfiguredAway() {
    Properties settings =
        settings(
            "arena.topic.dlq=dead",
            "kafka.errors.dead.letter.queue.topic.name=other",
            "kafka.processing.exception.handler="
                + LogAndFailProcessingExceptionHandler.class.getName());

    assertThat(settings).containsEntry("errors.dead.letter.queue.topic.name", "dead");
    assertThat(settings.get("processing.exception.handler"))
        .isEqualTo(ErrorHandlers.PoisonProcessingHandler.class);
  }

  @Test
  void aTransactionLastsManyTimesTheWaitForWhatIsInFlight() {
    int transaction = (int) settings().get("producer.transaction.timeout.ms");

    assertThat(StreamsSettings.COMMIT_DELAY.toMillis() * 10).isLessThan(transaction);
  }

  @Test
  void theRegistrysAddressAndCertificatesAreNamedAsItsClientExpects() {
    assertThat(
            RegistrySettings.of(
                configuration(
                    "registry.url=http://r:1",
                    "registry.ssl.truststore.location=/t",
                    "registry.basic.auth.user.info=a:b")))
        .containsEntry("schema.registry.url", "http://r:1")
        .containsEntry("schema.registry.ssl.truststore.location", "/t")
        .containsEntry("schema.registry.ssl.endpoint.identification.algorithm", "https")
        .containsEntry("basic.auth.user.info", "a:b")
        .containsEntry("basic.auth.credentials.source", "USER_INFO")
        .containsEntry("auto.register.schemas", false);
  }

  @Test
  void theUserInTheRegistrysUrlIsPassedOnWithoutTheUrl() {
    assertThat(RegistrySettings.of(configuration("registry.url=http://me:p%40ss@r:1/v7")))
        .containsEntry("schema.registry.url", "http://r:1/v7")
        .containsEntry("basic.auth.user.info", "me:p@ss")
        .containsEntry("basic.auth.credentials.source", "USER_INFO");
  }

  private static Properties settings(String... assignments) {
    return StreamsSettings.of(
        configuration(assignments), 256, 64, new DeadLetterLog(System::nanoTime));
  }

  private static Configuration configuration(String... assignments) {
    return StreamerKeys.table().resolve(ConfigSources.none().withAssignments(List.of(assignments)));
  }
}
