package dev.arena.cli;

import picocli.CommandLine.Option;

/** The option {@code --replace}, which allows existing results to be replaced. */
public final class ReplaceOption {
  /** The option's name. */
  public static final String NAME = "--replace";

  @Option(
      names = NAME,
      description = "Replace results that already exist; without it, they are kept.")
  private boolean replace;

  /** Filled by picocli. */
  public ReplaceOption() {}

  /** Whether it was given. */
  public boolean given() {
    return replace;
  }
}
