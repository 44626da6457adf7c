package dev.arena.streamer.dlq;

import picocli.CommandLine.Command;

/** {@code arena dlq}: inspects dead letters, and sends them again after a fix. */
@Command(
    name = "dlq",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ListCommand.class, ShowCommand.class, DeadLetterReplayCommand.class},
    description = {
      "Inspects dead letters, and sends them again after a fix.",
      "",
      "  ./arena dlq list",
      "  ./arena dlq replay --reason \"does not know\"",
      ""
    })
public final class DlqCommand {}
