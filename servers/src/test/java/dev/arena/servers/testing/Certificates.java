package dev.arena.servers.testing;

import dev.arena.schemas.testing.ChildProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Real certificates, made with the running JDK's {@code keytool} in a folder of the test. */
public final class Certificates {
  /** Opens every store, and every key in it. */
  public static final String PASSWORD = "canary-store-password";

  /** Whom a certificate names, and why it may be refused. */
  public enum Holder {
    BROKER("broker", "-ext", "san=ip:127.0.0.1", "-validity", "30"),
    EXPIRED("broker", "-ext", "san=ip:127.0.0.1", "-startdate", "-10d", "-validity", "5"),
    ELSEWHERE("broker", "-ext", "san=dns:elsewhere.example", "-validity", "30"),
    SCORER("scorer", "-validity", "30");

    private final String commonName;
    private final List<String> options;

    Holder(String commonName, String... options) {
      this.commonName = commonName;
      this.options = List.of(options);
    }
  }

  private static final String AUTHORITY = "authority";
  private static final String STRANGER = "stranger";

  private final Path folder;
  private final KeyStore all;

  public Certificates(Path folder) throws Exception {
    this.folder = folder;
    Path made = folder.resolve("all.p12");
    for (String authority : List.of(AUTHORITY, STRANGER)) {
      generate(made, authority, authority, List.of("-ext", "bc:c=ca:true", "-validity", "30"));
    }
    for (Holder holder : Holder.values()) {
      List<String> options = new ArrayList<>(List.of("-signer", AUTHORITY));
      options.addAll(holder.options);
      generate(made, holder.name(), holder.commonName, options);
    }
    all = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(made)) {
      all.load(in, PASSWORD.toCharArray());
    }
  }

  /** A PKCS12 file with the holder's key and its certificate, signed by the authority. */
  public Path keyStore(Holder holder) throws Exception {
    KeyStore store = empty();
    store.setKeyEntry("own", key(holder), PASSWORD.toCharArray(), chain(holder));
    return write(store, holder + ".p12");
  }

  /** A PKCS12 file with the authority's certificate. */
  public Path trustStore() throws Exception {
    return trusting(AUTHORITY);
  }

  /** A PKCS12 file with the certificate of an authority that signed nothing here. */
  public Path strangersTrustStore() throws Exception {
    return trusting(STRANGER);
  }

  /** The holder's private key and certificates as text. */
  public String pem(Holder holder) throws Exception {
    StringBuilder text = new StringBuilder(pem("PRIVATE KEY", key(holder).getEncoded()));
    for (Certificate certificate : chain(holder)) {
      text.append(pem("CERTIFICATE", certificate.getEncoded()));
    }
    return text.toString();
  }

  /** The authority's certificate as text. */
  public String pemOfAuthority() throws Exception {
    return pem("CERTIFICATE", all.getCertificate(AUTHORITY).getEncoded());
  }

  /** For a server that shows the holder's certificate and trusts the authority. */
  public SSLContext context(Holder holder) throws Exception {
    KeyStore own = empty();
    own.setKeyEntry("own", key(holder), PASSWORD.toCharArray(), chain(holder));
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(own, PASSWORD.toCharArray());
    KeyStore trusted = empty();
    trusted.setCertificateEntry(AUTHORITY, all.getCertificate(AUTHORITY));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private Path trusting(String authority) throws Exception {
    KeyStore store = empty();
    store.setCertificateEntry(authority, all.getCertificate(authority));
    return write(store, authority + ".trust.p12");
  }

  private Key key(Holder holder) throws GeneralSecurityException {
    return all.getKey(holder.name(), PASSWORD.toCharArray());
  }

  private Certificate[] chain(Holder holder) throws GeneralSecurityException {
    return all.getCertificateChain(holder.name());
  }

  private static KeyStore empty() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private Path write(KeyStore store, String name) throws Exception {
    Path file = folder.resolve(name);
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, PASSWORD.toCharArray());
    }
    return file;
  }

  private static String pem(String kind, byte[] encoded) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(kind, body);
  }

  private static void generate(Path store, String alias, String commonName, List<String> options)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            Arrays.asList(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-J-XX:+UseSerialGC",
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-alias",
                alias,
                "-dname",
                "CN=" + commonName));
    command.addAll(options);
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = ChildProcess.output(keytool);
    if (keytool.exitValue() != 0) {
      throw new IllegalStateException(command + " failed: " + said);
    }
  }
}
