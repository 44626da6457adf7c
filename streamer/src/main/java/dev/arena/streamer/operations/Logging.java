package dev.arena.streamer.operations;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import dev.arena.cli.config.Configuration;
import dev.arena.streamer.config.StreamerKeys;
import java.util.Iterator;
import org.slf4j.LoggerFactory;

/** Makes this process's log what its configuration says. */
public final class Logging {
  private static final String JSON = "json";

  private Logging() {}

  /** Whether the log is one of JSON objects. */
  public static boolean isJson(Configuration configuration) {
    return configuration.get(StreamerKeys.LOG_FORMAT).equals(JSON);
  }

  /** Sets level and format; does nothing where another library than Logback writes the log. */
  public static void configure(Configuration configuration) {
    if (LoggerFactory.getLogger("dev.arena") instanceof Logger arena) {
      arena.setLevel(Level.valueOf(configuration.get(StreamerKeys.LOG_LEVEL)));
      if (isJson(configuration)) {
        writeJson(arena.getLoggerContext().getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME));
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
}
