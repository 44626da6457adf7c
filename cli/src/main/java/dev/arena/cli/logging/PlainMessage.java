package dev.arena.cli.logging;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.arena.schemas.text.TerminalText;

/**
 * The message of an event, which can neither steer a terminal nor pass a part of itself off as an
 * event of its own; see {@link TerminalText#message}.
 */
public final class PlainMessage extends MessageConverter {
  /** Called by Logback. */
  public PlainMessage() {}

  @Override
  public String convert(ILoggingEvent event) {
    return TerminalText.message(String.valueOf(super.convert(event)));
  }
}
