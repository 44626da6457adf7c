package dev.arena.cli.logging;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.IThrowableProxy;
import dev.arena.schemas.text.TerminalText;

/** The stack trace of an event, escaped and indented like a {@link PlainMessage}. */
public final class PlainException extends ThrowableProxyConverter {
  /** Called by Logback. */
  public PlainException() {}

  @Override
  protected String throwableProxyToString(IThrowableProxy thrown) {
    return TerminalText.message(super.throwableProxyToString(thrown)) + System.lineSeparator();
  }
}
