package dev.arena.models.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryShortageTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Non-zero status code returned while running MatMul node. Status Message: bfc_arena.cc:376"
            + " AllocateRawInternal Failed to allocate memory for requested buffer of size 8388608000",
        "BFCArena::AllocateRawInternal Available memory of 0 is smaller than requested bytes of 64",
        "Error code - ORT_RUNTIME_EXCEPTION - message: std::bad_alloc",
        "CUDA failure 2: out of memory ; GPU=0 ; expr=cudaMalloc((void**)&p, size);",
        "CUBLAS failure 3: CUBLAS_STATUS_ALLOC_FAILED ; GPU=0 ; expr=cublasCreate(&handle);"
      })
  void onnxRuntimesOutOfMemoryMessagesAreRecognised(String message) {
    assertThat(OutOfMemoryBackoff.MemoryShortage.explains(new OrtException(message))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CUDA failure 700: an illegal memory access was encountered ; GPU=0",
        "CUDA failure 999: unknown error ; GPU=0",
        "indices element out of data bounds, idx=1000000"
      })
  void otherFailuresAreNotShortages(String message) {
    assertThat(OutOfMemoryBackoff.MemoryShortage.explains(new OrtException(message))).isFalse();
  }
}
