package dev.arena.cli.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.LoggingEvent;
import org.junit.jupiter.api.Test;

class PlainMessageTest {
  @Test
  void aLineForgedByAFileNameIsIndentedAndNothingControlsTheTerminal() {
    assertThat(line("a\n12:00:00 ERROR forged\r\u001b[2J\u202e.csv", null))
        .isEqualTo("WARN a\n  12:00:00 ERROR forged\\r\\u001b[2J\\u202e.csv\n");
  }

  @Test
  void theSameHoldsForAnExceptionsMessage() {
    assertThat(line("failed", new IllegalStateException("x\n12:00:00 ERROR forged\u009b")))
        .startsWith("WARN failed\njava.lang.IllegalStateException: x\n  12:00:00 ERROR forged")
        .contains("\\u009b")
        .doesNotContain("\u009b")
        .endsWith("\n");
  }

  private static String line(String message, Throwable thrown) {
    LoggerContext context = new LoggerContext();
    PatternLayout layout = new PatternLayout();
    layout.setContext(context);
    layout.getInstanceConverterMap().put("plain", PlainMessage::new);
    layout.getInstanceConverterMap().put("plainEx", PlainException::new);
    layout.setPattern("%level %plain%n%plainEx");
    layout.start();
    return layout
        .doLayout(new LoggingEvent("", context.getLogger("x"), Level.WARN, message, thrown, null))
        .replace(System.lineSeparator(), "\n");
  }
}
