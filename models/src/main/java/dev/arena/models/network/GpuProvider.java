package dev.arena.models.network;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * ONNX Runtime's execution provider for NVIDIA GPUs, with its documented options.
 *
 * @param kind CUDA or TensorRT
 * @param cuda options of the CUDA provider, such as {@code gpu_mem_limit}
 * @param tensorRtOptions options of the TensorRT provider, such as {@code trt_fp16_enable}
 */
public record GpuProvider(
    Kind kind, Map<String, String> cuda, Map<String, String> tensorRtOptions) {
  /** The providers for NVIDIA GPUs: the value of {@code arena.ort.provider}. */
  public enum Kind {
    /** CUDA alone. */
    CUDA,
    /** TensorRT, which falls back to CUDA for unsupported operators. */
    TENSORRT
  }

  /** The prefix of keys for options of the CUDA provider. */
  public static final String CUDA_KEYS = "arena.ort.cuda.";

  /** The prefix of keys for options of the TensorRT provider. */
  public static final String TENSORRT_KEYS = "arena.ort.tensorrt.";

  public GpuProvider {
    cuda = Map.copyOf(cuda);
    tensorRtOptions = Map.copyOf(tensorRtOptions);
  }

  /** CUDA with ONNX Runtime's default options. */
  public static GpuProvider plainCuda() {
    return new GpuProvider(Kind.CUDA, Map.of(), Map.of());
  }

  /** Whether TensorRT is used before CUDA. */
  public boolean tensorRt() {
    return kind == Kind.TENSORRT;
  }

  /** The options as keys with values, sorted by name; empty if there are none. */
  public String options() {
    return Stream.concat(keys(CUDA_KEYS, cuda), keys(TENSORRT_KEYS, tensorRtOptions))
        .collect(Collectors.joining(", "));
  }

  private static Stream<String> keys(String prefix, Map<String, String> options) {
    return new TreeMap<>(options)
        .entrySet().stream().map(option -> prefix + option.getKey() + "=" + option.getValue());
  }
}
