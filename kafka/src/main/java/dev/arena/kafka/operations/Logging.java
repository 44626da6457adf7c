package dev.arena.kafka.operations;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.arena.cli.config.Configuration;
import dev.arena.kafka.config.ServiceKeys;
import dev.arena.schemas.text.TerminalText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import org.slf4j.LoggerFactory;

/** Sets up this process's log as the configuration says. */
public final class Logging {
  private static final String JSON = "json";

  private Logging() {}

  /** Whether the log is written as JSON. */
  public static boolean isJson(Configuration configuration) {
    return configuration.get(ServiceKeys.LOG_FORMAT).equals(JSON);
  }

  /** Sets level and format; does nothing if a library other than Logback writes the log. */
  public static void configure(Configuration configuration) {
    if (LoggerFactory.getLogger("dev.arena") instanceof Logger arena) {
      arena.setLevel(Level.valueOf(configuration.get(ServiceKeys.LOG_LEVEL)));
      if (isJson(configuration)) {
        writeJson(arena.getLoggerContext().getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME));
      }
    }
  }

  /**
   * Drops the messages of a library whose failures the service handles and logs itself; does
   * nothing if a library other than Logback writes the log.
   */
  public static void silence(String... loggers) {
    for (String name : loggers) {
      if (LoggerFactory.getLogger(name) instanceof Logger logger) {
        logger.setLevel(Level.OFF);
      }
    }
  }

  static void writeJson(Logger root) {
    Iterator<Appender<ILoggingEvent>> appenders = root.iteratorForAppenders();
    while (appenders.hasNext()) {
      if (appenders.next() instanceof OutputStreamAppender<ILoggingEvent> stream) {
        JsonLog encoder = new JsonLog();
        encoder.setContext(root.getLoggerContext());
        encoder.start();
        stream.setEncoder(encoder);
      }
    }
  }

  /**
   * Writes each log event as a JSON object on its own line, with {@code timestamp}, {@code level},
   * {@code logger}, {@code thread}, {@code message}, and {@code exception} if there is one: the
   * classes and stack frames of the exception and its causes. Exception messages are left out,
   * because they can contain texts of records; the log message has the relevant part. Safe for use
   * by many threads.
   */
  private static final class JsonLog extends EncoderBase<ILoggingEvent> {
    private static final byte[] NOTHING = {};
    private static final int MOST_FRAMES = 30;

    private final JsonFactory json = new JsonFactory();

    @Override
    public byte[] headerBytes() {
      return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      try (JsonGenerator object = json.createGenerator(line)) {
        object.writeStartObject();
        object.writeStringField("timestamp", event.getInstant().toString());
        object.writeStringField("level", event.getLevel().toString());
        object.writeStringField("logger", event.getLoggerName());
        object.writeStringField("thread", event.getThreadName());
        object.writeStringField("message", event.getFormattedMessage());
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
          write(thrown, object);
        }
        object.writeEndObject();
      } catch (IOException impossibleInMemory) {
        throw new UncheckedIOException(impossibleInMemory);
      }
      String escaped = TerminalText.line(line.toString(StandardCharsets.UTF_8));
      return (escaped + "\n").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] footerBytes() {
      return NOTHING;
    }

    private static void write(IThrowableProxy thrown, JsonGenerator object) throws IOException {
      object.writeArrayFieldStart("exception");
      for (IThrowableProxy cause = thrown; cause != null; cause = cause.getCause()) {
        object.writeStartObject();
        object.writeStringField("class", cause.getClassName());
        object.writeArrayFieldStart("stack");
        StackTraceElementProxy[] frames = cause.getStackTraceElementProxyArray();
        for (int i = 0; i < Math.min(frames.length, MOST_FRAMES); i++) {
          object.writeString(frames[i].getStackTraceElement().toString());
        }
        object.writeEndArray();
        object.writeEndObject();
      }
      object.writeEndArray();
    }
  }
}
