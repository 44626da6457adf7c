package dev.arena.models.bundle;

import dev.arena.models.bundle.BundleManifest.EncoderEntry;
import dev.arena.models.bundle.BundleManifest.FileEntry;
import dev.arena.models.bundle.BundleManifest.Golden;
import dev.arena.models.encode.TextFeatures;
import dev.arena.schemas.failure.FileErrors;
import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A model bundle on disk, whose files have been verified against the hashes in its manifest.
 * Immutable; keeps no file open.
 *
 * <p>Inputs, outputs and golden probabilities are not checked until {@code PreferenceScorer.open}
 * opens the networks.
 */
public final class ModelBundle {
  /** The manifest's file name. */
  public static final String MANIFEST = "bundle.json";

  /** The model card's file name. */
  public static final String MODEL_CARD = "MODEL_CARD.md";

  /** The file name of the {@link DriftReference}. */
  public static final String REFERENCE = "reference.json";

  /** The name under which {@code ./arena train} stores {@link #symmetricMeans} in the head. */
  static final String SYMMETRIC_MEANS = "symmetric_centre";

  /** Limit on the size of the manifest with its golden pairs; the shipped one takes up 14 KB. */
  static final int MANIFEST_BYTES = 1 << 20;

  /** Limit on the size of the tokenizer; the largest known ones take up 35 MB. */
  static final long TOKENIZER_BYTES = 64L << 20;

  /** Limit on the size of the reference; one with every script of Unicode fits. */
  static final int REFERENCE_BYTES = 8 << 10;

  /** The size limit of a Protobuf message. */
  static final long GRAPH_BYTES = Integer.MAX_VALUE;

  private static final int MOST_HIDDEN = 1 << 16;

  /** Files that a bundle may contain although the manifest does not name them. */
  private static final Set<String> UNHASHED = Set.of(MANIFEST, MODEL_CARD, "metrics.json");

  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");

  private static final String AGAIN = "Train again with ./arena train, or copy the bundle again";

  private final Path directory;
  private final BundleManifest manifest;
  private final String manifestSha256;
  private final @Nullable DriftReference reference;

  private ModelBundle(
      Path directory,
      BundleManifest manifest,
      String manifestSha256,
      @Nullable DriftReference reference) {
    this.directory = directory;
    this.manifest = manifest;
    this.manifestSha256 = manifestSha256;
    this.reference = reference;
  }

  /**
   * The folder of the bundle that Arena ships: {@code models/default} in the installation folder,
   * which the launcher passes in the system property {@code arena.home}, or in the working
   * directory if the property is not set.
   */
  public static Path shipped() {
    return Path.of(System.getProperty("arena.home", ""), "models", "default");
  }

  /**
   * Reads and verifies a bundle.
   *
   * @throws UserException if it is missing, unreadable, damaged, or made by a newer Arena
   */
  public static ModelBundle load(Path directory) {
    try {
      byte[] json = readManifest(directory);
      BundleManifest manifest = BundleJson.read(json, "bundle " + directory + ": " + MANIFEST);
      ModelBundle bundle = new ModelBundle(directory, manifest, Sha256.of(List.of(json)), null);
      bundle.checkManifest();
      bundle.checkDirectory();
      bundle.checkFiles();
      return bundle.withReference();
    } catch (IOException e) {
      throw new UserException(
          """
          bundle %s cannot be read: %s.
            Expected files that this user may read. Check the permissions and the disk."""
              .formatted(directory, FileErrors.describe(e)),
          e);
    }
  }

  /** Checks the size before reading. */
  private static byte[] readManifest(Path directory) throws IOException {
    Path file = directory.resolve(MANIFEST);
    if (!Files.isRegularFile(file)) {
      String found =
          Files.exists(file)
              ? MANIFEST + " is not a regular file"
              : "there is no "
                  + (Files.isDirectory(directory) ? MANIFEST + " in it" : "such directory");
      throw new UserException(
          """
          bundle %s: %s.
            Expected the directory of a model bundle. Name the directory that ./arena train wrote \
          (--bundle DIR or arena.bundle)."""
              .formatted(directory, found));
    }
    long bytes = Files.size(file);
    if (bytes <= MANIFEST_BYTES) {
      try (InputStream in = Files.newInputStream(file)) {
        byte[] json = in.readNBytes(MANIFEST_BYTES + 1);
        if (json.length <= MANIFEST_BYTES) {
          return json;
        }
        bytes = json.length; // it grew while it was read
      }
    }
    throw tooLarge(directory, MANIFEST, bytes, MANIFEST_BYTES);
  }

  private static UserException tooLarge(Path directory, String file, long bytes, long limit) {
    return new UserException(
        "bundle %s: %s has %d bytes.\n  Expected at most %d. %s."
            .formatted(directory, file, bytes, limit, AGAIN));
  }

  /** The bundle's directory. */
  public Path directory() {
    return directory;
  }

  /** The parsed {@code bundle.json}. */
  public BundleManifest manifest() {
    return manifest;
  }

  /**
   * The hash of {@code bundle.json}, which contains the hashes of all files that affect scores:
   * bundles with equal hashes give equal scores.
   */
  public String manifestSha256() {
    return manifestSha256;
  }

  /**
   * The hash of the {@code bundle.json} in a directory, without checking its other files.
   *
   * @throws IOException if its {@code bundle.json} cannot be read
   * @throws UserException if there is no {@code bundle.json}, or it is too large
   */
  public static String manifestSha256(Path directory) throws IOException {
    return Sha256.of(List.of(readManifest(directory)));
  }

  /**
   * Verifies the files again, so that code that opened them after {@link #load} knows that they
   * were not replaced.
   *
   * @throws UserException if they have changed
   */
  public void requireUnchanged() {
    if (!load(directory).manifestSha256.equals(manifestSha256)) {
      throw problem(
          MANIFEST + " was replaced while the bundle was being opened",
          "files that do not change in the meantime",
          "Wait until all of them are in place");
    }
  }

  /** What drift is measured against; null if the bundle has none. */
  public @Nullable DriftReference reference() {
    return reference;
  }

  /** The tokenizer's file. */
  public Path tokenizer() {
    return directory.resolve(manifest.tokenizer().file());
  }

  /** The head's file. */
  public Path head() {
    return directory.resolve(manifest.head().file());
  }

  /**
   * The mean of each symmetric feature among the votes that the head was fitted to, in the order of
   * the manifest: the initializer {@value #SYMMETRIC_MEANS} of the head. All are 0 if the head has
   * no such initializer.
   */
  public float[] symmetricMeans() {
    int features = manifest.features().symmetric().size();
    try {
      float[] means = Initializers.floats(head(), SYMMETRIC_MEANS);
      return means.length == features ? means : new float[features];
    } catch (IOException e) {
      throw new UserException(
          "bundle %s: %s cannot be read: %s. %s."
              .formatted(directory, head().getFileName(), FileErrors.describe(e), AGAIN),
          e);
    }
  }

  /** The file of one of this bundle's encoders. */
  public Path encoder(EncoderEntry entry) {
    return directory.resolve(entry.file());
  }

  /** Names of all files that a bundle with this manifest may hold. */
  static Set<String> fileNames(BundleManifest manifest) {
    Set<String> names = new HashSet<>(UNHASHED);
    files(manifest).forEach(file -> names.add(file.file()));
    return names;
  }

  private void checkManifest() {
    if (!manifest.outcomes().equals(BundleManifest.OUTCOMES)) {
      throw problem(
          MANIFEST + " has outcomes " + manifest.outcomes(),
          BundleManifest.OUTCOMES.toString(),
          AGAIN);
    }
    if (manifest.encoder().isEmpty()) {
      throw problem(MANIFEST + " names no encoder", "at least one", AGAIN);
    }
    if (manifest.hidden() < 1 || manifest.hidden() > MOST_HIDDEN) {
      throw problem(
          MANIFEST + " has hidden " + manifest.hidden(),
          "the length of the encoder's vector, 1 to " + MOST_HIDDEN,
          AGAIN);
    }
    for (Golden golden : manifest.golden()) {
      if (golden.probabilities().size() != manifest.outcomes().size()) {
        throw problem(
            MANIFEST + " has a golden pair with probabilities " + golden.probabilities(),
            "one for each outcome",
            AGAIN);
      }
    }
    try {
      TextFeatures.of(manifest.features());
    } catch (UserException e) {
      throw new UserException("bundle " + directory + ": " + e.getMessage(), e);
    }
  }

  private void checkDirectory() throws IOException {
    Set<String> listed = new HashSet<>(UNHASHED);
    for (FileEntry file : files(manifest)) {
      if (!listed.add(file.file())) {
        throw problem(
            MANIFEST + " names " + file.file() + " twice",
            "a separate file for each network, the tokenizer and the reference",
            AGAIN);
      }
    }
    Path real = directory.toRealPath();
    try (Stream<Path> entries = Files.list(directory)) {
      for (Path entry : entries.sorted().toList()) {
        String name = entry.getFileName().toString();
        if (!listed.contains(name)) {
          throw problem(
              "holds " + name + ", which " + MANIFEST + " does not name",
              "only files that it names, " + String.join(", ", UNHASHED.stream().sorted().toList()),
              "Remove the file, or name another directory");
        }
        if (Files.exists(entry) && !real.equals(entry.toRealPath().getParent())) {
          throw problem(
              name + " is a link to " + entry.toRealPath(),
              "files that are in the bundle's directory itself",
              "Copy the file in place of the link");
        }
        if (UNHASHED.contains(name) && !Files.isRegularFile(entry)) {
          throw problem(name + " is not a regular file", "a regular file, or none", AGAIN);
        }
      }
    }
  }

  private void checkFiles() throws IOException {
    for (FileEntry entry : files(manifest)) {
      if (!PLAIN_NAME.matcher(entry.file()).matches()) {
        throw problem(
            MANIFEST + " names the file " + entry.file(),
            "a plain file name in the bundle's directory",
            AGAIN);
      }
      Path file = directory.resolve(entry.file());
      if (!Files.isRegularFile(file)) {
        throw problem(
            entry.file()
                + (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                    ? " is not a regular file"
                    : " is missing"),
            "the file that " + MANIFEST + " names",
            AGAIN);
      }
    }
    requireAtMost(TOKENIZER_BYTES, manifest.tokenizer().file());
    requireAtMost(GRAPH_BYTES, manifest.head().file());
    if (manifest.reference() != null) {
      requireAtMost(REFERENCE_BYTES, manifest.reference().file());
    }
    for (EncoderEntry entry : manifest.encoder()) {
      requireAtMost(GRAPH_BYTES, entry.file());
      long bytes = Files.size(encoder(entry));
      if (bytes != entry.bytes()) {
        throw problem(
            "%s has %d bytes, but %s says %d: the file was changed or cut short"
                .formatted(entry.file(), bytes, MANIFEST, entry.bytes()),
            "both to match",
            AGAIN);
      }
    }
    for (FileEntry entry : files(manifest)) {
      String found = Sha256.of(directory.resolve(entry.file()));
      if (!found.equals(entry.sha256())) {
        throw problem(
            "%s has sha256 %s, but %s says %s: the file was changed or cut short"
                .formatted(entry.file(), found, MANIFEST, entry.sha256()),
            "both to match",
            AGAIN);
      }
    }
    List<Path> graphs = new ArrayList<>(manifest.encoder().stream().map(this::encoder).toList());
    graphs.add(head());
    for (Path graph : graphs) {
      checkGraph(graph);
    }
  }

  /** The same bundle with the content of its reference, if it has one. */
  private ModelBundle withReference() throws IOException {
    FileEntry entry = manifest.reference();
    if (entry == null) {
      return this;
    }
    byte[] json;
    try (InputStream in = Files.newInputStream(directory.resolve(entry.file()))) {
      json = in.readNBytes(REFERENCE_BYTES);
    }
    return new ModelBundle(
        directory,
        manifest,
        manifestSha256,
        BundleJson.readReference(
            json, "bundle " + directory + ": " + entry.file(), BundleJson.TRAIN_AGAIN));
  }

  private void requireAtMost(long limit, String file) throws IOException {
    long bytes = Files.size(directory.resolve(file));
    if (bytes > limit) {
      throw tooLarge(directory, file, bytes, limit);
    }
  }

  private void checkGraph(Path graph) throws IOException {
    try {
      String external = ExternalData.firstIn(graph);
      if (external != null) {
        throw problem(
            graph.getFileName() + " keeps the tensor " + external + " in another file",
            "graphs that hold all their data",
            AGAIN);
      }
    } catch (ExternalData.UnreadableGraphException e) {
      throw problem(graph.getFileName() + " cannot be read", "a graph in ONNX format", AGAIN);
    }
  }

  private static List<FileEntry> files(BundleManifest manifest) {
    List<FileEntry> files = new ArrayList<>();
    files.add(manifest.tokenizer());
    for (EncoderEntry entry : manifest.encoder()) {
      files.add(new FileEntry(entry.file(), entry.sha256()));
    }
    files.add(manifest.head());
    if (manifest.reference() != null) {
      files.add(manifest.reference());
    }
    return files;
  }

  private UserException problem(String found, String expected, String remedy) {
    return new UserException(
        "bundle %s: %s.\n  Expected %s. %s.".formatted(directory, found, expected, remedy));
  }
}
