package dev.arena.models.bundle;

import dev.arena.models.bundle.BundleManifest.EncoderEntry;
import dev.arena.models.bundle.BundleManifest.FileEntry;
import dev.arena.schemas.failure.FileErrors;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.file.CreatedFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A writer that creates a model bundle atomically: files are written beside the bundle's directory,
 * hashed, and moved into place. Not thread-safe.
 *
 * <pre>{@code
 * try (BundleWriter writer = BundleWriter.create(out)) {
 *   Files.write(writer.path("head.onnx"), head);              // and so on
 *   Path staged = writer.stage(manifest);                     // a bundle that can be opened
 *   BundleManifest written = writer.finish(manifest.withGolden(golden));
 * }
 * }</pre>
 */
public final class BundleWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BundleWriter.class);

  private final Path target;
  private final Path staging;
  private final CreatedFolder parent;

  /** Names of the old bundle's files; only these may be removed. */
  private final Set<String> replaceable;

  private boolean finished;

  private BundleWriter(Path target, Path staging, CreatedFolder parent, Set<String> replaceable) {
    this.target = target;
    this.staging = staging;
    this.parent = parent;
    this.replaceable = replaceable;
  }

  /**
   * Begins a bundle.
   *
   * @param target the bundle's directory: new, empty, or a bundle to replace that contains only its
   *     own files
   * @throws UserException if the target contains something else or cannot be written
   */
  public static BundleWriter create(Path target) {
    Path absolute = target.toAbsolutePath().normalize();
    try {
      Set<String> replaceable = replaceable(target);
      Path parent = absolute.getParent();
      if (parent == null) {
        throw new UserException(
            target + " has no parent directory. Choose another directory (--out DIR).");
      }
      CreatedFolder made = CreatedFolder.create(parent);
      Path staging = parent.resolve("." + absolute.getFileName() + ".new-" + UUID.randomUUID());
      return new BundleWriter(absolute, Files.createDirectory(staging), made, replaceable);
    } catch (IOException e) {
      throw new UserException(
          """
          %s cannot be written: %s.
            Expected a place where this user may create files. Choose another directory (--out DIR)."""
              .formatted(target, FileErrors.describe(e)),
          e);
    }
  }

  /**
   * Refuses to overwrite a bundle unless the user allowed it.
   *
   * @param replace whether the user allowed it
   */
  public static void requireNew(Path target, boolean replace) {
    if (!replace && Files.exists(target.resolve(ModelBundle.MANIFEST))) {
      throw new UserException(
          "%s holds a bundle; expected a new or empty directory. Name another, or add --replace."
              .formatted(target));
    }
  }

  /** The staging directory, where all files of the bundle are written; see {@link #stage}. */
  public Path directory() {
    return staging;
  }

  /** Where to write a file of the bundle before it is moved into place. */
  public Path path(String file) {
    return staging.resolve(file);
  }

  /** Writes {@code reference.json}, which the manifest must name. */
  public void write(DriftReference reference) throws IOException {
    Files.write(path(ModelBundle.REFERENCE), BundleJson.write(reference));
  }

  /**
   * Writes {@code bundle.json} with the sizes and hashes of the files written so far, so that the
   * bundle can be opened, for instance to compute its golden probabilities.
   *
   * @param manifest a manifest whose hashes and sizes are replaced
   * @return the staging directory, which {@link #finish} and {@link #close} remove
   */
  public Path stage(BundleManifest manifest) {
    try {
      writeManifest(manifest);
      return staging;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + staging, e);
    }
  }

  /**
   * Completes the bundle, verifies it, and moves it into place, replacing an older bundle. If other
   * files have appeared in the older bundle's directory, they are kept in a directory that a
   * warning names.
   *
   * @param manifest a manifest with golden pairs; its hashes and sizes are replaced
   * @return the manifest as written
   */
  public BundleManifest finish(BundleManifest manifest) {
    if (manifest.golden().isEmpty()) {
      throw new IllegalArgumentException(
          "a bundle needs golden pairs; open the staged bundle and score some");
    }
    try {
      BundleManifest written = writeManifest(manifest);
      ModelBundle.load(staging);
      forceAll();
      moveIntoPlace();
      finished = true;
      return written;
    } catch (IOException e) {
      throw new UserException(
          """
          %s cannot be written: %s.
            Expected disk space and permission for the bundle's files. The bundle was not written."""
              .formatted(target, FileErrors.describe(e)),
          e);
    }
  }

  /** Removes the written files unless the bundle was finished. Closing twice is harmless. */
  @Override
  public void close() {
    if (!finished) {
      delete(staging);
    }
    parent.close();
  }

  private BundleManifest writeManifest(BundleManifest manifest) throws IOException {
    List<EncoderEntry> encoders = new ArrayList<>();
    for (EncoderEntry entry : manifest.encoder()) {
      encoders.add(
          new EncoderEntry(
              entry.precision(),
              entry.file(),
              Sha256.of(path(entry.file())),
              Files.size(path(entry.file())),
              entry.operators(),
              entry.klToFp32(),
              entry.goldenTolerance()));
    }
    FileEntry reference = manifest.reference();
    BundleManifest hashed =
        manifest.withFiles(
            hashed(manifest.tokenizer()),
            encoders,
            hashed(manifest.head()),
            reference == null ? null : hashed(reference));
    Files.write(path(ModelBundle.MANIFEST), BundleJson.write(hashed));
    return hashed;
  }

  private FileEntry hashed(FileEntry entry) throws IOException {
    return new FileEntry(entry.file(), Sha256.of(path(entry.file())));
  }

  private void forceAll() throws IOException {
    for (Path file : list(staging)) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
    }
  }

  private void moveIntoPlace() throws IOException {
    Path old = null;
    if (Files.exists(target)) {
      old = staging.resolveSibling(staging.getFileName() + "-old");
      Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
    }
    try {
      Files.move(staging, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      restore(old, e);
      throw e;
    }
    if (old != null) {
      removeOld(old);
    }
  }

  private void removeOld(Path old) {
    try {
      for (Path file : list(old)) {
        if (replaceable.contains(name(file)) && !isDirectory(file)) {
          Files.delete(file);
        }
      }
      Files.delete(old);
    } catch (IOException e) {
      LOG.warn(
          "{} was written, but its previous contents remain in {}: {}",
          target,
          old,
          FileErrors.describe(e));
    }
  }

  private void restore(@Nullable Path old, IOException failure) {
    if (old == null) {
      return;
    }
    try {
      Files.move(old, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** File names of the bundle in the target; empty if there is none. */
  private static Set<String> replaceable(Path target) throws IOException {
    if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      return Set.of();
    }
    if (!Files.isDirectory(target)) {
      throw occupied(target, "exists and is not a bundle");
    }
    List<Path> entries = list(target);
    if (entries.isEmpty()) {
      return Set.of();
    }
    Set<String> own = namesOfBundle(target);
    for (Path entry : entries) {
      if (!own.contains(name(entry)) || isDirectory(entry)) {
        throw occupied(target, "holds " + name(entry) + ", which does not belong to a bundle");
      }
    }
    return own;
  }

  private static Set<String> namesOfBundle(Path target) throws IOException {
    Path manifest = target.resolve(ModelBundle.MANIFEST);
    if (!Files.isRegularFile(manifest)) {
      throw occupied(target, "exists and is not a bundle");
    }
    try {
      return ModelBundle.fileNames(
          BundleJson.read(Files.readAllBytes(manifest), manifest.toString()));
    } catch (UserException e) {
      throw occupied(target, "exists and is not a bundle that this Arena knows");
    }
  }

  private static UserException occupied(Path target, String found) {
    return new UserException(
        """
        %s %s.
          Expected a new or empty directory, or a bundle to replace. Choose another directory \
        (--out DIR)."""
            .formatted(target, found));
  }

  private static boolean isDirectory(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.sorted().toList();
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + directory, e);
    }
  }
}
