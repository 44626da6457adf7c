package dev.arena.trainer.network;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A function of tensors, which PyTorch compiles from source text. Autograd records it for the
 * backward pass. It can use all of PyTorch's kernels; DJL has no operator for some of them.
 *
 * <p>The source is what {@code torch.jit.script} archives: a class {@code Function} with a method
 * {@code forward}. The archive is built in memory. The manager owns the function.
 */
final class TorchScript {
  /** A pickled {@code Function} with the attribute {@code training}. */
  private static final String OBJECT =
      "\u0080\u0002c__torch__\nFunction\n)\u0081}X\u0008\0\0\0training\u0088sb.";

  private static final String NO_CONSTANTS = "\u0080\u0002).";
  private static final String HEADER =
      """
      class Function(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
      """;

  private final PtSymbolBlock block;

  /**
   * @param forward the source of the method, indented by two spaces
   */
  TorchScript(NDManager manager, String forward) {
    try {
      block =
          JniUtils.loadModule(
              (PtNDManager) manager,
              new ByteArrayInputStream(archive(HEADER + forward)),
              false,
              false);
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory cannot be read", e);
    } catch (EngineException e) {
      throw new IllegalStateException("PyTorch cannot compile this:\n" + forward, e);
    }
  }

  /**
   * Runs the function.
   *
   * @param training whether a backward pass follows; the function sees it as {@code self.training}
   * @return its result, owned by the manager of the first argument
   */
  NDArray call(NDList arguments, boolean training) {
    if (training) {
      JniUtils.enableTrainingMode(block);
    } else {
      JniUtils.enableInferenceMode(block);
    }
    // the graph optimiser would profile first and then round differently, so that a resumed
    // training run would differ from an uninterrupted one
    JniUtils.setGraphExecutorOptimize(false);
    // DJL would gather arrays whose names contain dots into dictionaries
    arguments.forEach(argument -> argument.setName(null));
    return IValueUtils.forward(block, arguments, training).head();
  }

  private static byte[] archive(String source) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      store(zip, "data.pkl", OBJECT.getBytes(StandardCharsets.ISO_8859_1));
      store(zip, "constants.pkl", NO_CONSTANTS.getBytes(StandardCharsets.ISO_8859_1));
      store(zip, "code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
      store(zip, "version", "10\n".getBytes(StandardCharsets.US_ASCII));
    }
    return bytes.toByteArray();
  }

  /** PyTorch reads entries in place, so they are not compressed. */
  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry("function/" + name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    CRC32 sum = new CRC32();
    sum.update(content);
    entry.setCrc(sum.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
