package dev.medley.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A key and its own certificate by keytool, as PKCS12 and as PEM. */
public final class Certificates {
  private static final String PASSWORD = "changeit";
  private static final String ALIAS = "key";

  private final Path store;
  private final KeyStore keys;

  private Certificates(Path store, KeyStore keys) {
    this.store = store;
    this.keys = keys;
  }

  /** Makes them for a host, or for whoever shows them as a client. */
  public static Certificates make(Path folder, String host) throws Exception {
    Path store = folder.resolve(host + ".p12");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(
        List.of("-genkeypair", "-alias", ALIAS, "-keyalg", "EC", "-storetype", "PKCS12"));
    command.addAll(List.of("-dname", "CN=" + host, "-ext", "SAN=dns:" + host));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IllegalStateException("keytool made no keys: " + output);
    }
    return new Certificates(store, KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray()));
  }

  /** Key and certificate as PKCS12; also what trusts the certificate. */
  public Path store() {
    return store;
  }

  public String password() {
    return PASSWORD;
  }

  /** The certificate as PEM. */
  public String pem() throws GeneralSecurityException {
    return pem("CERTIFICATE", keys.getCertificate(ALIAS).getEncoded());
  }

  /** The private key as PEM. */
  public String keyPem() throws GeneralSecurityException {
    return pem("PRIVATE KEY", keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
  }

  private static String pem(String what, byte[] bytes) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what, text, what);
  }

  /** Key and certificate followed by each other in one PEM file beside the store. */
  public Path pemFile() throws IOException, GeneralSecurityException {
    return Files.writeString(Path.of(store + ".pem"), keyPem() + pem());
  }

  /** TLS of whoever has the key and trusts a peer's certificate. */
  SSLContext context(Certificates peer) throws GeneralSecurityException {
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, PASSWORD.toCharArray());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore peers = KeyStore.getInstance("PKCS12");
    try {
      peers.load(null, null);
    } catch (IOException e) {
      throw new GeneralSecurityException(e);
    }
    peers.setCertificateEntry(ALIAS, peer.keys.getCertificate(ALIAS));
    trust.init(peers);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }
}
