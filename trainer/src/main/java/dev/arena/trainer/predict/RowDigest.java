package dev.arena.trainer.predict;

import dev.arena.models.bundle.Sha256;
import dev.arena.schemas.csv.CsvPair;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.HexFormat;

/** A hash of all rows up to one, so that a later run can tell whether it reads the same ones. */
final class RowDigest {
  private final MessageDigest digest = Sha256.digest();

  void add(CsvPair row) {
    try {
      digest.update(row.pair().toByteBuffer());
    } catch (IOException e) {
      throw new UncheckedIOException("a pair cannot be written to memory", e);
    }
  }

  /** The hash of the rows so far, in hexadecimal. */
  String soFar() {
    try {
      return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("Java's SHA-256 can be copied", e);
    }
  }
}
