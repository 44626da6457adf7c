package dev.arena.streamer.score;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.models.DeviceChoice;
import dev.arena.models.PreferenceScorer;
import dev.arena.models.ScorerOptions;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.jsonl.PairLines;
import java.io.BufferedWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class LineScoringTest {
  private static final String PAIR =
      "{\"id\":\"%s\",\"prompt\":\"2+2?\",\"response_a\":\"4\",\"response_b\":\"5\"}%n";

  @TempDir private Path folder;

  private PreferenceScorer scorer;

  LineScoringTest() {}

  @BeforeEach
  void open() {
    scorer =
        PreferenceScorer.open(
            TinyBundle.write(folder.resolve("bundle")),
            ScorerOptions.defaults().withDevice(new DeviceChoice.Cpu()).withThreads(2));
  }

  @AfterEach
  void close() {
    scorer.close();
  }

  @Test
  void aLineIsAnsweredBeforeTheNextOneIsWritten() throws Exception {
    PipedOutputStream input = new PipedOutputStream();
    PipedInputStream lines = new PipedInputStream(input);
    LineQueue printed = new LineQueue();
    PrintWriter answers = new PrintWriter(new BufferedWriter(printed));
    FutureTask<LineScoring.Result> running =
        new FutureTask<>(
            () -> {
              try (answers) {
                return run(lines, answers);
              }
            });
    thread(running).start();

    for (int i = 0; i < 3; i++) {
      input.write(PAIR.formatted("p-" + i).getBytes(UTF_8));
      input.flush();
      assertThat(printed.lines.poll(1, TimeUnit.MINUTES)).startsWith("{\"id\":\"p-" + i + "\"");
    }
    input.close();

    assertThat(running.get(30, TimeUnit.SECONDS)).isEqualTo(new LineScoring.Result(3, 0));
  }

  /** Collects the lines that are written, for another thread. */
  private static final class LineQueue extends Writer {
    final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final StringBuilder begun = new StringBuilder();

    @Override
    public void write(char[] text, int offset, int length) {
      begun.append(text, offset, length);
      for (int end = begun.indexOf("\n"); end >= 0; end = begun.indexOf("\n")) {
        lines.add(begun.substring(0, end));
        begun.delete(0, end + 1);
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  void manyLinesAreAnsweredInOrder() throws Exception {
    int many = scorer.batching().inFlight() * 3;
    String lines =
        IntStream.range(0, many)
            .mapToObj(i -> i % 10 == 7 ? "no pair\n" : PAIR.formatted("p-" + i))
            .collect(Collectors.joining());
    StringWriter out = new StringWriter();

    LineScoring.Result result = run(stream(lines), new PrintWriter(out));

    assertThat(result.answered() + result.refused()).isEqualTo(many);
    assertThat(out.toString().lines())
        .zipSatisfy(
            IntStream.range(0, many).boxed().toList(),
            (line, i) ->
                assertThat(line)
                    .startsWith(
                        i % 10 == 7 ? "{\"line\":" + (i + 1) + "," : "{\"id\":\"p-" + i + "\""));
  }

  @Test
  void anInputThatBreaksEndsTheAnswersWithItsReason() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("the disk is away");
          }
        };

    assertThatThrownBy(() -> run(broken, new PrintWriter(new StringWriter())))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("the disk is away");
  }

  @Test
  void theInputIsNotReadForEverOnceNobodyReadsTheAnswers() throws Exception {
    PrintWriter closed =
        new PrintWriter(
            new OutputStream() {
              @Override
              public void write(int one) throws IOException {
                throw new IOException("Broken pipe");
              }
            });
    InputStream endless =
        new InputStream() {
          private final byte[] line = PAIR.formatted("p").getBytes(UTF_8);
          private int at;

          @Override
          public int read() {
            return line[at++ % line.length];
          }

          @Override
          public int read(byte[] into, int from, int count) {
            into[from] = (byte) read();
            return 1;
          }
        };

    assertThat(run(endless, closed).answered()).isLessThanOrEqualTo(1);
  }

  private LineScoring.Result run(InputStream in, PrintWriter out) throws InterruptedException {
    return new LineScoring(scorer, PairLines.read(in, "test"), LineScoringTest::thread)
        .run(Answers.json(out, Clock.systemUTC()), out);
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "line-scoring-test");
    thread.setDaemon(true);
    return thread;
  }
}
