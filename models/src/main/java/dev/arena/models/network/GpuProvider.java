package dev.arena.models.network;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The execution provider of ONNX Runtime on an NVIDIA GPU, with the options that its documentation
 * names.
 *
 * @param kind which one
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

  /** What the keys of the CUDA provider's options begin with. */
  public static final String CUDA_KEYS = "arena.ort.cuda.";

  /** What the keys of the TensorRT provider's options begin with. */
  public static final String TENSORRT_KEYS = "arena.ort.tensorrt.";

  public GpuProvider {
    cuda = Map.copyOf(cuda);
    tensorRtOptions = Map.copyOf(tensorRtOptions);
  }

  /** CUDA with the options that ONNX Runtime chooses. */
  public static GpuProvider plainCuda() {
    return new GpuProvider(Kind.CUDA, Map.of(), Map.of());
  }

  /** Whether TensorRT takes what it can, before CUDA. */
  public boolean tensorRt() {
    return kind == Kind.TENSORRT;
  }

  /** The options as keys with values, in the order of their names; empty without options. */
  public String options() {
    return Stream.concat(keys(CUDA_KEYS, cuda), keys(TENSORRT_KEYS, tensorRtOptions))
        .collect(Collectors.joining(", "));
  }

  private static Stream<String> keys(String prefix, Map<String, String> options) {
    return new TreeMap<>(options)
        .entrySet().stream().map(option -> prefix + option.getKey() + "=" + option.getValue());
  }
}
