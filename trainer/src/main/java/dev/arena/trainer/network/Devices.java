package dev.arena.trainer.network;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.engine.StandardCapabilities;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.arena.models.DeviceChoice;
import dev.arena.schemas.failure.UserException;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The devices that train a network: the CPU, or NVIDIA GPUs that share the pairs of each batch. The
 * first device holds the optimiser's moments and runs inference.
 */
public final class Devices {
  /** The CPU alone. */
  public static final Devices CPU = new Devices(new DeviceChoice.Cpu(), "on the CPU");

  private final DeviceChoice choice;
  private final String sentence;
  private final List<Device> devices;

  private Devices(DeviceChoice choice, String sentence) {
    this(choice, sentence, devices(choice));
  }

  private Devices(DeviceChoice choice, String sentence, List<Device> devices) {
    this.choice = choice;
    this.sentence = sentence;
    this.devices = devices;
  }

  private static List<Device> devices(DeviceChoice choice) {
    return choice instanceof DeviceChoice.Cuda cuda
        ? cuda.devices().stream().map(Device::gpu).toList()
        : List.of(Device.cpu());
  }

  /** The CPU several times, to test training on several devices on any machine. */
  static Devices cpus(int count) {
    return new Devices(
        new DeviceChoice.Cpu(), "on the CPU", Collections.nCopies(count, Device.cpu()));
  }

  /**
   * Finds the chosen devices; {@code auto} is the first GPU if it can be used, otherwise the CPU.
   *
   * @throws UserException if a requested GPU cannot be used
   */
  public static Devices of(DeviceChoice choice) {
    if (choice instanceof DeviceChoice.Cuda cuda) {
      for (int index : cuda.devices()) {
        String trouble = trouble(index);
        if (trouble != null) {
          throw new UserException(
              """
              cuda:%d cannot be used for training: %s.
                Expected an NVIDIA GPU with its driver and CUDA 12, and Arena built for it (ARENA_MAVEN_PROFILES=gpu, \
              see docs/gpu.md). Pass --device cpu to train on the CPU."""
                  .formatted(index, trouble));
        }
      }
      return new Devices(cuda, "on " + cuda);
    }
    if (choice instanceof DeviceChoice.Cpu) {
      return CPU;
    }
    String trouble = trouble(0);
    return trouble == null
        ? new Devices(
            new DeviceChoice.Cuda(List.of(0)),
            "on cuda:0, the first GPU; --device selects another or several")
        : new Devices(new DeviceChoice.Cpu(), "on the CPU: " + trouble);
  }

  /** Why a GPU cannot be used, or null if it can. */
  private static @Nullable String trouble(int index) {
    Engine engine = Engine.getEngine(PreferenceNetwork.ENGINE);
    if (!engine.hasCapability(StandardCapabilities.CUDA)) {
      return "this build has PyTorch for the CPU only";
    }
    try (NDManager manager = engine.newBaseManager(Device.gpu(index))) {
      manager.zeros(new Shape(1));
      return null;
    } catch (EngineException e) {
      String message = String.valueOf(e.getMessage());
      return "PyTorch says \"%s\"".formatted(message.lines().findFirst().orElse(message));
    }
  }

  Device first() {
    return devices.get(0);
  }

  List<Device> others() {
    return devices.subList(1, devices.size());
  }

  /** A readable phrase that names the devices, such as {@code on the CPU: ...}. */
  public String sentence() {
    return sentence;
  }

  /** The devices in the format that {@link DeviceChoice#parse} reads. */
  @Override
  public String toString() {
    return choice.toString();
  }
}
