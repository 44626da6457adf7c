package dev.arena.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Information about this machine's processor.
 *
 * @param text the content of Linux's {@code /proc/cpuinfo}; empty on other systems
 */
public record CpuInfo(String text) {
  private static final Path FILE = Path.of("/proc/cpuinfo");
  private static final Pattern NAME = line("model name");
  private static final Pattern FEATURES = line("flags|Features");

  /** Reads this machine's information. */
  public static CpuInfo read() {
    try {
      return new CpuInfo(Files.readString(FILE));
    } catch (IOException notLinux) {
      return new CpuInfo("");
    }
  }

  /** The processor's name, or its architecture if the name is unknown. */
  public String name() {
    Matcher name = NAME.matcher(text);
    return name.find() ? name.group(1).strip() : System.getProperty("os.arch");
  }

  /** The features of the first core, as Linux spells them; empty if unknown. */
  public List<String> features() {
    Matcher line = FEATURES.matcher(text);
    return line.find() ? Arrays.asList(line.group(1).strip().split("\\s+")) : List.of();
  }

  private static Pattern line(String names) {
    return Pattern.compile("(?m)^(?:" + names + ")\\s*:(.*)$");
  }
}
