package dev.medley.schemas.signing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;

/**
 * A publisher's key files.
 *
 * @param privateKey for the trainer alone
 * @param trusted folder of public keys, for all who load
 * @param secret for the trainer alone: random bytes that key which contexts it holds out
 */
public record KeyFiles(Path privateKey, Path trusted, Path secret) {
  private static final int SECRET_BYTES = 32;

  /**
   * The pair {@code signing-key.pem} and {@code trusted/<name>.pem} of a folder, and {@code
   * held-out-secret}; made where they are not there yet.
   *
   * @throws UncheckedIOException where the folder can't be written
   */
  public static KeyFiles in(Path folder, String name) {
    Path privateKey = folder.resolve("signing-key.pem");
    Path trusted = folder.resolve("trusted");
    Path secret = folder.resolve("held-out-secret");
    try {
      Files.createDirectories(trusted);
      if (!Files.exists(privateKey)) {
        KeyPair pair = KeyPairGenerator.getInstance(Pem.ALGORITHM).generateKeyPair();
        // First the public key: a private one without it could sign nothing that is taken.
        Files.write(trusted.resolve(name + ".pem"), Pem.write(pair.getPublic()));
        writeSecret(privateKey, Pem.write(pair.getPrivate()));
      }
      if (!Files.exists(secret)) {
        byte[] bytes = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(bytes);
        writeSecret(secret, bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the keys' folder " + folder, e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no Ed25519", e);
    }
    return new KeyFiles(privateKey, trusted, secret);
  }

  private static void writeSecret(Path file, byte[] bytes) throws IOException {
    FileAttribute<?> ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    Files.createFile(file, ownerOnly);
    Files.write(file, bytes, StandardOpenOption.WRITE);
  }
}
