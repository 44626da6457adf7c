package dev.arena.streamer.cluster;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Says what a client and a server that speak TLS dislike about each other, and which key to look
 * at.
 *
 * @param prefix of the client's keys, such as {@code kafka.}
 * @param addressKey the key that names the server
 */
record TlsErrors(String prefix, String addressKey) {
  /** TLS with the brokers. */
  static final TlsErrors KAFKA = new TlsErrors("kafka.", "kafka.bootstrap.servers");

  /** TLS with the schema registry. */
  static final TlsErrors REGISTRY = new TlsErrors("registry.", "registry.url");

  /** What follows "the server", to the end of the sentence; null when TLS is not the trouble. */
  @Nullable String describe(Throwable thrown) {
    Throwable innermost = null;
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof SSLException || cause instanceof GeneralSecurityException) {
        innermost = cause;
      }
    }
    return innermost == null ? null : told(innermost);
  }

  private String told(Throwable trouble) {
    String found = trouble.getMessage();
    if (trouble instanceof CertificateExpiredException
        || trouble instanceof CertificateNotYetValidException) {
      return "shows a certificate that is not valid at this time (%s); expected a valid one. Renew it, or set the clock of this machine."
          .formatted(found);
    }
    if (trouble instanceof CertPathBuilderException
        || trouble instanceof CertPathValidatorException) {
      return "shows a certificate that nobody whom this machine trusts has signed (%s); expected one that is trusted. Put its authority's certificate where %sssl.truststore.location points."
          .formatted(found, prefix);
    }
    if (trouble instanceof CertificateException) {
      return "shows a certificate for another host (%s); expected one for its own address. Write the host in %s as the certificate does, or give the server the right certificate."
          .formatted(found, addressKey);
    }
    return brokenOff(trouble);
  }

  /** The same, when it is not known who disliked what. */
  String brokenOff(Throwable trouble) {
    return "broke off TLS (%s); expected it to accept this client. If it wants a certificate of its clients, check %sssl.keystore.location; also check %s and the other keys under %sssl."
        .formatted(trouble.getMessage(), prefix, addressKey, prefix);
  }
}
