package dev.arena.models.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SecondInterruptTest {
  @Test
  void aSecondCtrlCEndsAProcessWhoseOrderlyStopHangs() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Hanging.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = process.inputReader()) {
      assertThat(out.readLine()).isEqualTo("ready");
      interrupt(process);
      assertThat(out.readLine()).isEqualTo("stopping");
      assertThat(process.waitFor(200, TimeUnit.MILLISECONDS)).isFalse();
      interrupt(process);
      assertThat(process.waitFor()).isEqualTo(CommandRunner.INTERRUPTED);
    } finally {
      process.destroyForcibly();
    }
  }

  private static void interrupt(Process process) throws Exception {
    new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor();
  }

  /** A program that never comes to an end in order. */
  static final class Hanging {
    private Hanging() {}

    public static void main(String[] arguments) throws InterruptedException {
      SecondInterrupt.haltsThisProcess();
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    System.out.println("stopping");
                    hang();
                  }));
      System.out.println("ready");
      hang();
    }

    private static void hang() {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException never) {
        throw new IllegalStateException(never);
      }
    }
  }
}
