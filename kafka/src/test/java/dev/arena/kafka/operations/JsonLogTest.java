package dev.arena.kafka.operations;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.OutputStreamAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class JsonLogTest {
  private final LoggerContext loggers = new LoggerContext();
  private final Logger root = loggers.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  @BeforeEach
  void logAsTextFirst() {
    loggers.setMDCAdapter(new LogbackMDCAdapter());
    PatternLayoutEncoder text = new PatternLayoutEncoder();
    text.setContext(loggers);
    text.setPattern("%msg%n");
    text.start();
    OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
    appender.setContext(loggers);
    appender.setEncoder(text);
    appender.setOutputStream(written);
    appender.start();
    root.addAppender(appender);
    Logging.writeJson(root);
  }

  @Test
  void eachEventIsAnObjectOnItsOwnLine() throws IOException {
    loggers.getLogger("dev.arena.Story").info("Ready for {}", "\"pairs\"\nand more");
    loggers.getLogger("dev.arena.Story").warn("Wait");

    List<JsonNode> lines = lines();

    assertThat(lines).hasSize(2);
    JsonNode first = lines.get(0);
    assertThat(first.fieldNames())
        .toIterable()
        .containsExactly("timestamp", "level", "logger", "thread", "message");
    assertThat(Instant.parse(first.get("timestamp").asText())).isBefore(Instant.now());
    assertThat(first.get("level").asText()).isEqualTo("INFO");
    assertThat(first.get("logger").asText()).isEqualTo("dev.arena.Story");
    assertThat(first.get("message").asText()).isEqualTo("Ready for \"pairs\"\nand more");
  }

  @Test
  void anExceptionsClassesAndFramesAreWrittenButNotItsMessages() throws IOException {
    loggers
        .getLogger("dev.arena.Story")
        .error("It broke", new IllegalStateException("chirp", new IOException("chirp again")));

    JsonNode exception = lines().get(0).get("exception");

    assertThat(exception.findValuesAsText("class"))
        .containsExactly("java.lang.IllegalStateException", "java.io.IOException");
    assertThat(exception.get(0).get("stack").get(0).asText()).contains("JsonLogTest");
    assertThat(written.toString(StandardCharsets.UTF_8)).doesNotContain("chirp");
  }

  @Test
  void whatKafkaRepeatsIsStillWrittenOnce() throws IOException {
    AtomicLong now = new AtomicLong();
    loggers.addTurboFilter(new RepeatFilter(now::get));
    Logger kafka = loggers.getLogger("org.apache.kafka.clients.NetworkClient");
    kafka.setLevel(Level.WARN);

    kafka.warn("broker {} away", 1);
    kafka.warn("broker {} away", 1);

    assertThat(lines()).hasSize(1);
  }

  private List<JsonNode> lines() throws IOException {
    ObjectMapper json = new ObjectMapper();
    return written
        .toString(StandardCharsets.UTF_8)
        .lines()
        .map(
            line -> {
              try {
                return json.readTree(line);
              } catch (IOException broken) {
                throw new AssertionError(line, broken);
              }
            })
        .toList();
  }
}
