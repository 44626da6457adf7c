package dev.arena.models.bundle;

import java.nio.file.Path;

/**
 * A bundle whose files are those that its manifest names.
 *
 * @param directory where the files lie
 * @param manifest what {@code bundle.json} says
 */
public record ModelBundle(Path directory, BundleManifest manifest) {}
