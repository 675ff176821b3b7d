package dev.medley.kafka.registry;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What an operator may say of the registry: {@code schema.registry.*} of the one properties file,
 * named here without this prefix. Refuses by name whatever the client would pass over in silence;
 * no message quotes a secret.
 */
final class RegistryProperties {
  static final String PREFIX = "schema.registry.";
  static final String HEADER = "request.header.";
  static final String URL = "url";
  static final String BASIC = "basic.auth.credentials.source";
  static final String BEARER = "bearer.auth.credentials.source";
  static final String JAAS = "sasl.jaas.config";
  static final String VERIFY = "ssl.endpoint.identification.algorithm";
  static final String CONNECT_TIMEOUT = "http.connect.timeout.ms";
  static final String READ_TIMEOUT = "http.read.timeout.ms";

  private static final String USER_INFO = "basic.auth.user.info";
  private static final String TOKEN = "bearer.auth.token";
  private static final String PROVIDER = "bearer.auth.custom.provider.class";
  private static final Set<String> BASIC_SOURCES = Set.of("USER_INFO", "URL", "SASL_INHERIT");
  private static final Set<String> BEARER_SOURCES = Set.of("STATIC_TOKEN", "CUSTOM");
  private static final Set<String> NUMBERS = Set.of(CONNECT_TIMEOUT, READ_TIMEOUT, "proxy.port");

  /** All that the client reads (7.5.3): no ciphers, no enabled protocols, no engine factory. */
  private static final Set<String> KNOWN =
      Set.of(
          URL,
          BASIC,
          USER_INFO,
          BEARER,
          TOKEN,
          "bearer.auth.logical.cluster",
          "bearer.auth.identity.pool.id",
          PROVIDER,
          JAAS,
          CONNECT_TIMEOUT,
          READ_TIMEOUT,
          "proxy.host",
          "proxy.port",
          VERIFY,
          "ssl.protocol",
          "ssl.provider",
          "ssl.keystore.type",
          "ssl.keystore.location",
          "ssl.keystore.password",
          "ssl.key.password",
          "ssl.keystore.key",
          "ssl.keystore.certificate.chain",
          "ssl.keymanager.algorithm",
          "ssl.truststore.type",
          "ssl.truststore.location",
          "ssl.truststore.password",
          "ssl.truststore.certificates",
          "ssl.trustmanager.algorithm",
          "ssl.secure.random.implementation");

  private RegistryProperties() {}

  /**
   * Takes the registry's properties out of a file's.
   *
   * @return by their names without the prefix, for the caller to change
   * @throws IllegalArgumentException where one is unknown, contradicts another, or can't work
   */
  static Map<String, String> of(Map<String, String> file) {
    Map<String, String> own = new TreeMap<>();
    file.forEach(
        (key, value) -> {
          if (key.startsWith("basic.auth.") || key.startsWith("bearer.auth.")) {
            throw new IllegalArgumentException(key + " is nobody's: write " + PREFIX + key);
          }
          if (key.startsWith(PREFIX)) {
            own.put(key.substring(PREFIX.length()), value);
          }
        });
    String basic = source(own, BASIC, BASIC_SOURCES);
    String bearer = source(own, BEARER, BEARER_SOURCES);
    if (!basic.isEmpty() && !bearer.isEmpty()) {
      throw new IllegalArgumentException(
          "Only one of %s%s and %s%s can be set".formatted(PREFIX, BASIC, PREFIX, BEARER));
    }
    own.keySet().forEach(name -> refuseUnknown(name, bearer));
    needs(own, BASIC, "USER_INFO", USER_INFO);
    needs(own, BEARER, "STATIC_TOKEN", TOKEN);
    needs(own, BEARER, "CUSTOM", PROVIDER);
    NUMBERS.forEach(name -> refuseNoNumber(own, name));
    return own;
  }

  private static String source(Map<String, String> own, String name, Set<String> known) {
    String value = own.getOrDefault(name, "");
    // The client sends no login at all for a source that it does not know, and says nothing.
    if (!value.isEmpty() && !known.contains(value)) {
      String why =
          value.contains("OAUTHBEARER") ? "needs classes that Kafka 4 lacks" : "is unknown";
      throw new IllegalArgumentException(
          "%s%s=%s %s: need one of %s"
              .formatted(PREFIX, name, value, why, String.join(", ", new TreeSet<>(known))));
    }
    return value;
  }

  private static void refuseUnknown(String name, String bearer) {
    boolean header = name.startsWith(HEADER) && name.length() > HEADER.length();
    boolean custom = bearer.equals("CUSTOM") && name.startsWith("bearer.auth.");
    if (!KNOWN.contains(name) && !header && !custom) {
      throw new IllegalArgumentException(
          "%s%s is no property of the registry's client".formatted(PREFIX, name));
    }
  }

  private static void needs(Map<String, String> own, String source, String value, String name) {
    boolean wanted = own.getOrDefault(source, "").equals(value);
    boolean given = !own.getOrDefault(name, "").isEmpty();
    if (wanted && !given) {
      throw new IllegalArgumentException(
          "%s%s=%s needs %s%s".formatted(PREFIX, source, value, PREFIX, name));
    }
    if (!wanted && given) {
      throw new IllegalArgumentException(
          "%s%s is only read with %s%s=%s".formatted(PREFIX, name, PREFIX, source, value));
    }
  }

  private static void refuseNoNumber(Map<String, String> own, String name) {
    String value = own.get(name);
    if (value != null && !value.matches("[0-9]{1,9}")) {
      throw new IllegalArgumentException(
          "%s%s=%s: need a whole number, 0 or more".formatted(PREFIX, name, value));
    }
  }
}
