package dev.arena.schemas.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Nothing waits forever: the limits that the tests of all modules rely on. */
@ExtendWith(DeadlinesTest.Limits.class)
class DeadlinesTest {
  private static final Duration SHORT = Duration.ofMillis(1);

  @Test
  void aProcessThatDoesNotEndIsKilledAndNamed() throws Exception {
    Process process = new ProcessBuilder("sleep", "600").start();

    assertThatThrownBy(() -> ChildProcess.exitCode(process, SHORT))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("did not end within PT0.001S and was killed")
        .hasMessageContaining("sleep 600");
    ChildProcess.awaitEnd(process.toHandle());
  }

  @Test
  void aProcessThatPrintsNothingIsKilledAndNamed() throws Exception {
    Process process = new ProcessBuilder("sleep", "600").start();

    assertThatThrownBy(() -> ChildProcess.output(process, SHORT))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("was killed");
    ChildProcess.awaitEnd(process.toHandle());
  }

  @Test
  void aStateThatIsNotReachedIsReported() {
    assertThatThrownBy(() -> Eventually.holds(() -> false, () -> "3 of 4", SHORT))
        .isInstanceOf(AssertionError.class)
        .hasMessage("not within PT0.001S: 3 of 4");
  }

  /** A test whose thread ignores an interrupt is abandoned, so that the others run. */
  @Test
  void eachTestRunsInItsOwnThreadUnderATimeLimit() {
    assertThat(Thread.currentThread().getName()).startsWith("junit-timeout-thread");
  }

  /** An extension that checks the parameters of the JUnit Platform. */
  static final class Limits implements BeforeEachCallback {
    @Override
    public void beforeEach(ExtensionContext context) {
      assertThat(context.getConfigurationParameter("junit.jupiter.execution.timeout.default"))
          .as("the time limit of each test, set in the root pom.xml")
          .isPresent();
    }
  }
}
