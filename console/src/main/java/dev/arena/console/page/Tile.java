package dev.arena.console.page;

/**
 * A figure that is shown large.
 *
 * @param note what the figure should be compared with; may be empty
 */
public record Tile(String name, String value, String note) {}
