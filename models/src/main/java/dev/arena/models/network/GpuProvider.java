package dev.arena.models.network;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What of ONNX Runtime computes on an NVIDIA GPU, with the options that its documentation names.
 *
 * @param tensorRt whether TensorRT takes what it can, before CUDA
 * @param cuda options of the CUDA provider, such as {@code gpu_mem_limit}
 * @param tensorRtOptions options of the TensorRT provider, such as {@code trt_fp16_enable}
 */
public record GpuProvider(
    boolean tensorRt, Map<String, String> cuda, Map<String, String> tensorRtOptions) {
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
    return new GpuProvider(false, Map.of(), Map.of());
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
