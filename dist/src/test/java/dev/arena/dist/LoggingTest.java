package dev.arena.dist;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import io.confluent.kafka.schemaregistry.client.rest.RestService;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoggingTest {
  /** A command that is stopped while it registers a schema prints no stack trace. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "../kafka/src/main/resources/logback.xml",
        "../lab/src/main/resources/dev/arena/lab/bench/logback.xml",
        "../local/src/main/resources/dev/arena/local/demo/logback.xml"
      })
  void theRegistryClientDoesNotLogFailedRequests(String configuration) throws JoranException {
    LoggerContext context = new LoggerContext();
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(configuration);
    try {
      assertThat(context.getLogger(RestService.class).getLevel()).isEqualTo(Level.OFF);
    } finally {
      context.stop();
    }
  }
}
