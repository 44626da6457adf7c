package dev.arena.cli.logging;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.arena.schemas.text.TerminalText;

/**
 * A log message that cannot control a terminal or forge another log event; see {@link
 * TerminalText#message}.
 */
public final class PlainMessage extends MessageConverter {
  /** Called by Logback. */
  public PlainMessage() {}

  @Override
  public String convert(ILoggingEvent event) {
    return TerminalText.message(String.valueOf(super.convert(event)));
  }
}
