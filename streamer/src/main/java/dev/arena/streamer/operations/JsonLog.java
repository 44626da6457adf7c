package dev.arena.streamer.operations;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.arena.schemas.text.TerminalText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Writes each event of the log as a JSON object on a line of its own, with {@code timestamp},
 * {@code level}, {@code logger}, {@code thread}, {@code message}, and {@code exception} where there
 * is one: the classes of it and of its causes, and their frames. What exceptions say is left out,
 * for it can hold texts of records; what matters of it is in the message. Safe for use by many
 * threads.
 */
final class JsonLog extends EncoderBase<ILoggingEvent> {
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
