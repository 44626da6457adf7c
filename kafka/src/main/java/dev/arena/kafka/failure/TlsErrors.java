package dev.arena.kafka.failure;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Describes failures of TLS, with the key to check.
 *
 * @param prefix of the client's keys, such as {@code kafka.}
 * @param addressKey the key that names the server
 */
public record TlsErrors(String prefix, String addressKey) {
  /** TLS with the brokers. */
  public static final TlsErrors KAFKA = new TlsErrors("kafka.", "kafka.bootstrap.servers");

  /** TLS with the schema registry. */
  public static final TlsErrors REGISTRY = new TlsErrors("registry.", "registry.url");

  /** The rest of a sentence that begins with "the server"; null for other failures. */
  public @Nullable String describe(Throwable thrown) {
    Throwable innermost = null;
    for (Throwable cause : Causes.of(thrown)) {
      if (cause instanceof SSLException || cause instanceof GeneralSecurityException) {
        innermost = cause;
      }
    }
    return innermost == null ? null : describeTls(innermost);
  }

  private String describeTls(Throwable failure) {
    String found = failure.getMessage();
    if (failure instanceof CertificateExpiredException
        || failure instanceof CertificateNotYetValidException) {
      return "presented a certificate that is not valid at this time (%s); expected a valid one. Renew it, or set the clock of this machine."
          .formatted(found);
    }
    if (failure instanceof CertPathBuilderException
        || failure instanceof CertPathValidatorException) {
      return "presented a certificate that is not signed by a trusted authority (%s); expected one that is. Put its authority's certificate where %sssl.truststore.location points."
          .formatted(found, prefix);
    }
    if (failure instanceof CertificateException) {
      return "presented a certificate for another host (%s); expected one for its own address. Write the host in %s as the certificate does, or give the server the right certificate."
          .formatted(found, addressKey);
    }
    return handshakeFailed(failure);
  }

  /** Like {@link #describe}, if it is unknown what was refused. */
  String handshakeFailed(Throwable failure) {
    return "broke off the TLS connection (%s); expected it to accept this client. If it asks its clients for a certificate, check %sssl.keystore.location; also check %s and the other keys under %sssl."
        .formatted(failure.getMessage(), prefix, addressKey, prefix);
  }
}
