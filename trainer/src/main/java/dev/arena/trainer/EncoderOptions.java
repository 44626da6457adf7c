package dev.arena.trainer;

import dev.arena.trainer.export.EncoderChoice;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options {@code --precision} and {@code --operators} of commands that write a bundle. */
final class EncoderOptions {
  private static final String PRECISION = "--precision";
  private static final String OPERATORS = "--operators";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = PRECISION,
      split = "\\s*,\\s*",
      splitSynopsisLabel = ",",
      defaultValue = "fp32,int8",
      paramLabel = "fp32|fp16|int8",
      description =
          "Encoders to write (default: ${DEFAULT-VALUE}; for a checkpoint, those of its run);"
              + " fp16 is for GPUs.")
  private List<String> precisions = List.of();

  @Option(
      names = OPERATORS,
      defaultValue = "auto",
      paramLabel = "auto|onnx|onnxruntime",
      description =
          "Operators in the encoders: those that every ONNX runtime supports, or ONNX Runtime's"
              + " own; auto uses ONNX Runtime's for int8 and the portable ones otherwise (default:"
              + " ${DEFAULT-VALUE}; for a checkpoint, as in its run).")
  private String operators = "auto";

  /** The given options, with defaults for the others. */
  EncoderChoice choice() {
    return EncoderChoice.parse(precisions, operators);
  }

  /** The given options, with those of a training run for the others. */
  EncoderChoice choice(EncoderChoice trained) {
    return trained.with(
        isTyped(PRECISION) ? precisions : List.of(), isTyped(OPERATORS) ? operators : null);
  }

  private boolean isTyped(String option) {
    return command.commandLine().getParseResult().hasMatchedOption(option);
  }
}
