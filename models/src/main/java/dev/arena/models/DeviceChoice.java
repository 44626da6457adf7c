package dev.arena.models;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where the encoder runs: the value of {@code arena.device}. */
public sealed interface DeviceChoice {

  /** The first GPU if it can be used, otherwise the CPU. */
  record Auto() implements DeviceChoice {
    @Override
    public String toString() {
      return "auto";
    }
  }

  /** The CPU. */
  record Cpu() implements DeviceChoice {
    @Override
    public String toString() {
      return "cpu";
    }
  }

  /**
   * NVIDIA GPUs, without a fallback.
   *
   * @param devices their indices, each once
   */
  record Cuda(List<Integer> devices) implements DeviceChoice {
    public Cuda {
      devices = List.copyOf(devices);
      if (devices.isEmpty()
          || devices.stream().anyMatch(device -> device < 0)
          || devices.stream().distinct().count() < devices.size()) {
        throw new IllegalArgumentException(
            "devices are " + devices + "; expected distinct indices, counting from 0");
      }
    }

    @Override
    public String toString() {
      return String.join(",", devices.stream().map(device -> "cuda:" + device).toList());
    }
  }

  /** What {@link #parse} accepts, as a phrase that follows "expected". */
  String EXPECTED = "auto, cpu, or GPUs such as cuda:0 or cuda:0,cuda:1, each once";

  /**
   * Parses {@code auto}, {@code cpu}, {@code cuda:0}, or {@code cuda:0,cuda:1}, which can be
   * shortened to {@code cuda:0,1}. All keys and options use this parser.
   *
   * @throws IllegalArgumentException if the text is invalid or names a GPU twice; the message says
   *     what was found and what was expected
   */
  static DeviceChoice parse(String text) {
    return switch (text) {
      case "auto" -> new Auto();
      case "cpu" -> new Cpu();
      default -> {
        List<Integer> devices =
            Pattern.matches("cuda:\\d{1,3}(,(cuda:)?\\d{1,3})*", text)
                ? Stream.of(text.split(",", -1))
                    .map(part -> Integer.valueOf(part.replace("cuda:", "")))
                    .toList()
                : List.of();
        if (devices.isEmpty() || devices.stream().distinct().count() < devices.size()) {
          throw new IllegalArgumentException("device is \"" + text + "\"; expected " + EXPECTED);
        }
        yield new Cuda(devices);
      }
    };
  }
}
