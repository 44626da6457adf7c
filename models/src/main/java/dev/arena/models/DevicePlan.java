package dev.arena.models;

import ai.onnxruntime.OrtException;
import dev.arena.models.batch.BatchLimits;
import dev.arena.models.batch.BatchingPlan;
import dev.arena.models.bundle.BundleManifest.EncoderEntry;
import dev.arena.models.bundle.BundleManifest.Precision;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.models.memory.MemoryRoom;
import dev.arena.models.network.EncoderNetwork;
import dev.arena.models.network.GpuProvider;
import dev.arena.models.network.Sessions;
import dev.arena.schemas.failure.UserException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A plan that chooses the device and precision for a bundle's encoder and opens it. */
final class DevicePlan {
  /** The precisions for a GPU, best first. */
  private static final List<Precision> ON_CUDA = List.of(Precision.FP16, Precision.FP32);

  /** The precisions for a CPU, best first; a CPU computes fp16 in fp32. */
  private static final List<Precision> ON_CPU =
      List.of(Precision.INT8, Precision.FP32, Precision.FP16);

  /**
   * ONNX Runtime holds a graph as file content, as tensors, and in a packed form for its kernels.
   */
  private static final int GRAPH_COPIES = 3;

  /** Tensor cores multiply fp16 tiles of this size. */
  private static final int GPU_LENGTH_MULTIPLE = 8;

  private final ModelBundle bundle;
  private final ScorerOptions options;

  DevicePlan(ModelBundle bundle, ScorerOptions options) {
    this.bundle = bundle;
    this.options = options;
  }

  /**
   * An opened encoder.
   *
   * @param entry the encoder of the bundle
   * @param device a sentence that says where it runs and why
   * @param onGpu whether it runs on GPUs
   * @param batching how to batch pairs to keep the encoder busy
   * @param sameWay opens another bundle's encoder on the same devices
   */
  record Opened(
      EncoderNetwork network,
      EncoderEntry entry,
      String device,
      boolean onGpu,
      BatchingPlan batching,
      Function<ModelBundle, Opened> sameWay) {}

  Opened open() {
    if (options.device() instanceof DeviceChoice.Cuda cuda) {
      return onCuda(cuda);
    }
    if (options.device() instanceof DeviceChoice.Cpu) {
      return onCpu("as arena.device says");
    }
    if (!Sessions.knowsCuda()) {
      return onCpu("this ONNX Runtime was built without CUDA");
    }
    if (options.precision() == PrecisionChoice.AUTO && ON_CUDA.stream().noneMatch(this::has)) {
      return onCpu("the bundle has no encoder in fp16 or fp32 for a GPU");
    }
    try {
      return openCuda(new DeviceChoice.Cuda(List.of(0)));
    } catch (OrtException e) {
      return onCpu("cuda:0 cannot be used: " + e.getMessage());
    }
  }

  private Opened onCuda(DeviceChoice.Cuda devices) {
    GpuProvider provider = options.provider();
    if (!Sessions.knowsCuda()) {
      throw new UserException(
          """
          arena.device is %s, but this ONNX Runtime was built without CUDA.
            Expected the build for NVIDIA GPUs. Build Arena with -Pgpu (docs/gpu.md), or set \
          arena.device=cpu."""
              .formatted(devices));
    }
    try {
      return openCuda(devices);
    } catch (OrtException e) {
      throw new UserException(
          """
          arena.device is %s%s, but ONNX Runtime %s cannot use it: %s.
            Expected an NVIDIA GPU with its driver, CUDA 12 and cuDNN 9%s. See what nvidia-smi says, or \
          set arena.device=cpu."""
              .formatted(
                  devices,
                  provider.options().isEmpty() ? "" : " with " + provider.options(),
                  Sessions.version(),
                  String.valueOf(e.getMessage()).strip(),
                  provider.tensorRt() ? ", TensorRT 10" : ""),
          e);
    }
  }

  private Opened openCuda(DeviceChoice.Cuda devices) throws OrtException {
    CudaRuns runs = cudaRuns();
    Precision precision = runs.entry().precision();
    requireMemory(runs.entry());
    EncoderNetwork network =
        EncoderNetwork.onCuda(
            bundle.encoder(runs.entry()),
            bundle.manifest().hidden(),
            devices.devices(),
            options.provider(),
            runs.limits());
    return new Opened(
        network,
        runs.entry(),
        "GPU %s, %s%s%s"
            .formatted(
                devices,
                precision.text(),
                options.provider().tensorRt() ? " with TensorRT" : "",
                precision == Precision.INT8 ? ", one sequence per run" : ""),
        true,
        BatchingPlan.onGpus(devices.devices().size(), runs.limits(), maxTokens()),
        other -> new DevicePlan(other, options).onCuda(devices));
  }

  /**
   * An encoder that runs on a GPU.
   *
   * @param limits the limits of one run
   */
  record CudaRuns(EncoderEntry entry, BatchLimits limits) {}

  /**
   * Chooses the encoder for a GPU. An int8 network uses one scale for a whole run, so a sequence's
   * vector would depend on its neighbours; int8 therefore runs one sequence at a time.
   */
  CudaRuns cudaRuns() {
    EncoderEntry entry = choose(ON_CUDA);
    return new CudaRuns(
        entry,
        entry.precision() == Precision.INT8
            ? BatchLimits.oneByOne()
            : options.limits().withLengthMultiple(GPU_LENGTH_MULTIPLE, maxTokens()));
  }

  private Opened onCpu(String why) {
    EncoderEntry entry = choose(ON_CPU);
    requireMemory(entry);
    int threads = options.threadCount();
    try {
      return new Opened(
          EncoderNetwork.onCpu(bundle.encoder(entry), bundle.manifest().hidden(), threads),
          entry,
          "CPU, %s, %s (%s)"
              .formatted(
                  threads == 1 ? "1 thread" : threads + " threads", entry.precision().text(), why),
          false,
          BatchingPlan.onCpu(),
          other -> new DevicePlan(other, options).onCpu(why));
    } catch (OrtException e) {
      throw unreadable(bundle.encoder(entry).toString(), e);
    }
  }

  /**
   * Estimates the memory from the file size; a small graph that creates large constants needs more.
   */
  private void requireMemory(EncoderEntry entry) {
    MemoryRoom.ofThisMachine()
        .requireNative(
            GRAPH_COPIES * entry.bytes(),
            "bundle %s: %s (%d MB)"
                .formatted(bundle.directory(), entry.file(), entry.bytes() >> 20));
  }

  private int maxTokens() {
    return bundle.manifest().encoding().maxTokens();
  }

  static UserException unreadable(String graph, OrtException cause) {
    return new UserException(
        """
        %s cannot be opened by ONNX Runtime %s: %s.
          Expected a graph that this version can run. Train again with ./arena train, or copy the bundle \
        again."""
            .formatted(graph, Sessions.version(), cause.getMessage()),
        cause);
  }

  private EncoderEntry choose(List<Precision> bestFirst) {
    List<Precision> wanted =
        switch (options.precision()) {
          case AUTO -> bestFirst;
          case INT8 -> List.of(Precision.INT8);
          case FP32 -> List.of(Precision.FP32);
          case FP16 -> List.of(Precision.FP16);
        };
    for (Precision precision : wanted) {
      Optional<EncoderEntry> entry = entry(precision);
      if (entry.isPresent()) {
        return entry.get();
      }
    }
    throw new UserException(
        """
        bundle %s has no encoder in %s, which arena.device=%s with arena.precision=%s needs; it \
        has %s.
          Expected one of those. Choose another device or precision, or train \
        again with ./arena train."""
            .formatted(
                bundle.directory(),
                texts(wanted.stream()),
                options.device(),
                options.precision().text(),
                texts(bundle.manifest().encoder().stream().map(EncoderEntry::precision))));
  }

  private static String texts(Stream<Precision> precisions) {
    return precisions.map(Precision::text).collect(Collectors.joining(" or "));
  }

  private boolean has(Precision precision) {
    return entry(precision).isPresent();
  }

  private Optional<EncoderEntry> entry(Precision precision) {
    return bundle.manifest().encoder().stream()
        .filter(entry -> entry.precision() == precision)
        .findFirst();
  }
}
