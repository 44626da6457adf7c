package dev.arena.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.models.bundle.BundleManifest.Precision;
import dev.arena.schemas.failure.UsageException;
import java.util.List;
import org.junit.jupiter.api.Test;

class EncoderChoiceTest {

  @Test
  void valuesAreReadAsTheyAreWritten() {
    EncoderChoice choice = EncoderChoice.parse(List.of("int8", "fp16", "int8"), "onnx");
    assertThat(choice.precisions()).containsExactly(Precision.FP16, Precision.INT8);
    assertThat(choice.operators()).isEqualTo(Operators.ONNX);
  }

  @Test
  void anExportTakesWhatWasNotGivenFromTheTrainingRun() {
    EncoderChoice trained = EncoderChoice.parse(List.of("fp32", "int8"), "onnxruntime");
    assertThat(trained.with(List.of(), null)).isEqualTo(trained);
    assertThat(trained.with(List.of("fp16"), null))
        .isEqualTo(new EncoderChoice(List.of(Precision.FP16), Operators.ONNX_RUNTIME));
    assertThat(trained.with(List.of(), "auto"))
        .isEqualTo(new EncoderChoice(List.of(Precision.FP32, Precision.INT8), null));
  }

  @Test
  void byDefaultInt8UsesOnnxRuntimesOperatorsAndTheOthersUseStandardOnes() {
    EncoderChoice choice = EncoderChoice.parse(List.of("fp32", "fp16", "int8"), "auto");
    assertThat(choice.precisions())
        .extracting(choice::operators)
        .containsExactly(Operators.ONNX, Operators.ONNX, Operators.ONNX_RUNTIME);
  }

  @Test
  void unknownValuesAreRefusedAndTheKnownOnesAreNamed() {
    assertThatThrownBy(() -> EncoderChoice.parse(List.of("fp32", "int4"), "onnx"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--precision is int4; expected one or more of fp32, fp16, int8");
    assertThatThrownBy(() -> EncoderChoice.parse(List.of("fp32"), "tensorrt"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--operators is tensorrt; expected auto, onnx or onnxruntime");
  }
}
