package dev.arena.trainer.interrupt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.testing.ChildProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A separate process is asked to end, as by Ctrl-C. */
class InterruptibleCommandTest {

  /** Works until it is stopped, and then fails in the way that its argument names. */
  public static void main(String[] arguments) throws IOException {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    Interrupts.run(
        out,
        () -> "stopped in a sentence" + (Thread.currentThread().isInterrupted() ? "!" : ""),
        () -> {
          out.println("working");
          try {
            if (!new CountDownLatch(1).await(10, TimeUnit.MINUTES)) {
              out.println("was not asked to stop");
            }
          } catch (InterruptedException e) {
            meet(arguments[0], e);
          }
        });
  }

  private static void meet(String what, InterruptedException interrupt) throws IOException {
    switch (what) {
      case "library" -> throw new ExceptionInInitializerError(interrupt);
      case "channel" -> {
        Thread.currentThread().interrupt();
        Path file = Path.of(System.getProperty("java.home"), "release");
        try (FileChannel channel = FileChannel.open(file)) {
          channel.read(ByteBuffer.allocate(1));
        }
      }
      case "lost" -> Interrupts.check();
      default -> throw new UserException("the disk is full.");
    }
  }

  @Test
  void stoppingWhileALibraryLoadsEndsWithOneSentence() throws Exception {
    assertThat(said("library")).containsExactly("stopped in a sentence");
  }

  @Test
  void stoppingWhileAFileIsReadOrWrittenEndsWithOneSentence() throws Exception {
    assertThat(said("channel")).containsExactly("stopped in a sentence");
  }

  @Test
  void anInterruptThatALibrarySwallowsStillStopsTheCommand() throws Exception {
    assertThat(said("lost")).containsExactly("stopped in a sentence");
  }

  @Test
  void anotherFailureWhileItStopsIsAlsoReported() throws Exception {
    assertThat(said("trouble")).containsExactly("the disk is full.", "stopped in a sentence");
  }

  private static List<String> said(String meeting) throws Exception {
    Process process =
        new ProcessBuilder(
                ChildProcess.interruptible(
                    ChildProcess.java(
                        "-cp",
                        System.getProperty("java.class.path"),
                        InterruptibleCommandTest.class.getName(),
                        meeting)))
            .redirectErrorStream(true)
            .start();
    try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(ChildProcess.readLine(process, lines)).isEqualTo("working");
      process.toHandle().destroy(); // process.destroy() would close the stream that is read here
      List<String> rest = new ArrayList<>();
      for (String line = ChildProcess.readLine(process, lines);
          line != null;
          line = ChildProcess.readLine(process, lines)) {
        rest.add(line);
      }
      ChildProcess.exitCode(process);
      return rest;
    }
  }
}
