package dev.arena.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.trainer.export.EncoderChoice;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class EncoderOptionsTest {
  private static final EncoderChoice TRAINED = EncoderChoice.parse(List.of("fp16"), "onnxruntime");

  @Command
  private static final class Writing {
    @Mixin private EncoderOptions encoders = new EncoderOptions();
  }

  @Test
  void omittedOptionsHaveTheirDefaults() {
    assertThat(typed().choice()).isEqualTo(EncoderChoice.parse(List.of("fp32", "int8"), "auto"));
    assertThat(typed("--precision", "fp16,fp32").choice())
        .isEqualTo(EncoderChoice.parse(List.of("fp16", "fp32"), "auto"));
  }

  @Test
  void omittedOptionsAreTakenFromTheRunOfTheCheckpoint() {
    assertThat(typed().choice(TRAINED)).isEqualTo(TRAINED);
    assertThat(typed("--precision", "fp32").choice(TRAINED))
        .isEqualTo(EncoderChoice.parse(List.of("fp32"), "onnxruntime"));
    assertThat(typed("--operators", "onnx").choice(TRAINED))
        .isEqualTo(EncoderChoice.parse(List.of("fp16"), "onnx"));
  }

  private static EncoderOptions typed(String... arguments) {
    Writing command = new Writing();
    new CommandLine(command).parseArgs(arguments);
    return command.encoders;
  }
}
