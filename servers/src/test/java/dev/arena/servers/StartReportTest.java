package dev.arena.servers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StartReportTest {
  @Test
  void eachServerHasALineWithTheSecondsSinceTheStart() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    AtomicLong nanos = new AtomicLong(-5);
    StartReport report = StartReport.lines(new PrintStream(out, true, UTF_8), nanos::get);

    nanos.addAndGet(1_540_000_000L);
    report.ready("Kafka");
    nanos.addAndGet(2_000_000_000L);
    report.ready("the schema registry");

    assertThat(out.toString(UTF_8).lines())
        .containsExactly(
            "arena: Kafka is ready after 1.5 s", "arena: the schema registry is ready after 3.5 s");
  }
}
