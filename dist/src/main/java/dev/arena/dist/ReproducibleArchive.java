package dev.arena.dist;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.arena.schemas.file.AtomicFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeSet;
import java.util.zip.Deflater;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/**
 * A reproducible {@code .tar.gz} archive: its bytes depend only on the names and contents of its
 * files, not on times, owners, permissions or disk order. Its last file, {@code SHA256SUMS}, holds
 * the checksums of the others for {@code sha256sum -c}.
 */
final class ReproducibleArchive {
  /** The time of the jars: project.build.outputTimestamp in pom.xml. */
  private static final long TIME = 1767225600L; // 2026-01-01

  private static final int FILE = 0100644;
  private static final int PROGRAM = 0100755;
  private static final int FOLDER = 040755;

  private final TarArchiveOutputStream tar;
  private final String folder;
  private final TreeSet<String> folders = new TreeSet<>();

  private ReproducibleArchive(TarArchiveOutputStream tar, String folder) {
    this.tar = tar;
    this.folder = folder;
  }

  /**
   * Writes the archive; an existing archive is replaced when the new one is complete.
   *
   * @param folder the only folder at its root
   * @return SHA-256 of the archive, in hexadecimal digits
   */
  static String write(Path archive, String folder, ArchiveFiles files) throws IOException {
    MessageDigest whole = sha256();
    try (AtomicFile file = AtomicFile.create(archive)) {
      OutputStream out =
          new DigestOutputStream(new BufferedOutputStream(file.stream(), 1 << 20), whole);
      GzipCompressorOutputStream gzip = new GzipCompressorOutputStream(out, parameters());
      TarArchiveOutputStream tar = new TarArchiveOutputStream(gzip, UTF_8.name());
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      new ReproducibleArchive(tar, folder).writeAll(files);
      tar.finish();
      gzip.finish();
      out.flush();
      file.complete();
    }
    return HexFormat.of().formatHex(whole.digest());
  }

  /** SHA-256 of a file's bytes, in hexadecimal digits. */
  static String sha256(ArchiveFiles.Entry entry) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = new DigestInputStream(entry.open(), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Fast compression, because almost everything is already compressed. */
  private static GzipParameters parameters() {
    GzipParameters parameters = new GzipParameters();
    parameters.setCompressionLevel(Deflater.BEST_SPEED);
    parameters.setBufferSize(1 << 16);
    return parameters;
  }

  private void writeAll(ArchiveFiles files) throws IOException {
    StringBuilder sums = new StringBuilder();
    addFolder(folder);
    for (Map.Entry<String, ArchiveFiles.Entry> file : files.all().entrySet()) {
      String name = file.getKey();
      for (int at = name.indexOf('/'); at >= 0; at = name.indexOf('/', at + 1)) {
        addFolder(folder + "/" + name.substring(0, at));
      }
      sums.append(add(name, file.getValue())).append("  ").append(name).append('\n');
    }
    add("SHA256SUMS", new ArchiveFiles.Entry(null, sums.toString(), false));
  }

  private void addFolder(String name) throws IOException {
    if (folders.add(name)) {
      put(new TarArchiveEntry(name + "/"), FOLDER, 0);
      tar.closeArchiveEntry();
    }
  }

  private String add(String name, ArchiveFiles.Entry entry) throws IOException {
    put(
        new TarArchiveEntry(folder + "/" + name),
        entry.executable() ? PROGRAM : FILE,
        entry.size());
    MessageDigest digest = sha256();
    try (InputStream in = new DigestInputStream(entry.open(), digest)) {
      in.transferTo(tar);
    }
    tar.closeArchiveEntry();
    return HexFormat.of().formatHex(digest.digest());
  }

  private void put(TarArchiveEntry entry, int mode, long size) throws IOException {
    entry.setMode(mode);
    entry.setSize(size);
    entry.setModTime(TIME * 1000);
    entry.setIds(0, 0);
    entry.setNames("root", "root");
    tar.putArchiveEntry(entry);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException inEveryJdk) {
      throw new IllegalStateException(inEveryJdk);
    }
  }
}
