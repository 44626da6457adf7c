package dev.arena.lab.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.testing.ChildProcess;
import org.junit.jupiter.api.Test;

class ProcessesTest {
  @Test
  void theProcessorTimeOfARunningProcessIsReported() {
    assertThat(Processes.cpuNanos(ProcessHandle.current().pid())).isPositive();
  }

  @Test
  void theProcessorTimeOfAnEndedProcessIsUnavailableRatherThanZero() throws Exception {
    Process ended = new ProcessBuilder("true").start();
    ChildProcess.exitCode(ended);

    assertThatThrownBy(() -> Processes.cpuNanos(ended.pid()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("the processor time of process " + ended.pid() + " is not available");
  }

  @Test
  void peakMemoryIsWhatLinuxCallsTheHighWaterMark() {
    assertThat(Processes.bytes("VmPeak:\t  99 kB\nVmHWM:\t   12 kB\n", "VmHWM"))
        .isEqualTo(12 * 1024);
    assertThat(Processes.bytes("", "VmHWM")).isNull();
  }
}
