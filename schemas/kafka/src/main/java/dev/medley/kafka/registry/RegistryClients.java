package dev.medley.kafka.registry;

import static dev.medley.kafka.registry.RegistryProperties.BASIC;
import static dev.medley.kafka.registry.RegistryProperties.HEADER;
import static dev.medley.kafka.registry.RegistryProperties.JAAS;
import static dev.medley.kafka.registry.RegistryProperties.PREFIX;

import io.confluent.kafka.schemaregistry.SchemaProvider;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClientConfig;
import io.confluent.kafka.schemaregistry.client.rest.RestService;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The process's registry clients: one for equal settings. */
public final class RegistryClients {
  private static final int CACHED_SCHEMAS = 1000;
  private static final long MISSING_FOR_SECONDS = 10;

  /** All threads that ask for a schema wait for the one that asks first. */
  private static final Map<String, String> DEFAULTS =
      Map.of(
          RegistryProperties.CONNECT_TIMEOUT,
          "5000",
          RegistryProperties.READ_TIMEOUT,
          "15000",
          // Without a word the client takes any host's certificate.
          RegistryProperties.VERIFY,
          "https");

  private static final Map<Map<String, String>, SchemaRegistryClient> CLIENTS =
      new ConcurrentHashMap<>();

  private RegistryClients() {}

  /**
   * The client of a registry.
   *
   * @param addresses where the file has none
   * @param file the properties file, of which {@code schema.registry.*} is for the registry
   * @throws IllegalArgumentException where the properties make no client, saying which
   */
  public static SchemaRegistryClient client(String addresses, Map<String, String> file) {
    Map<String, String> own = RegistryProperties.of(file);
    own.putIfAbsent(RegistryProperties.URL, addresses);
    DEFAULTS.forEach(own::putIfAbsent);
    if (own.getOrDefault(BASIC, "").equals("SASL_INHERIT") && file.containsKey(JAAS)) {
      own.putIfAbsent(JAAS, file.get(JAAS));
    }
    return CLIENTS.computeIfAbsent(own, RegistryClients::make);
  }

  private static SchemaRegistryClient make(Map<String, String> own) {
    boolean byUrl = own.getOrDefault(BASIC, "").equals("URL");
    RegistryAddresses addresses =
        RegistryAddresses.of(PREFIX + RegistryProperties.URL, own.get(RegistryProperties.URL));
    if (byUrl == addresses.logins().isEmpty()) {
      throw new IllegalArgumentException(
          "%surl with user:password@ goes with %s%s=URL, and not without"
              .formatted(PREFIX, PREFIX, BASIC));
    }
    RestService rest = new RestService(addresses.urls());
    if (byUrl) {
      rest.setBasicAuthCredentialProvider(new UrlLogins(addresses.logins()));
    }
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    Map<String, Object> configs = new HashMap<>();
    own.forEach(
        (name, value) -> {
          if (name.startsWith(HEADER)) {
            headers.put(name.substring(HEADER.length()), value);
          } else if (!name.equals(RegistryProperties.URL) && !(byUrl && name.equals(BASIC))) {
            configs.put(PREFIX + name, value);
          }
        });
    configs.put(SchemaRegistryClientConfig.MISSING_ID_CACHE_TTL_CONFIG, MISSING_FOR_SECONDS);
    List<SchemaProvider> types =
        List.of(new AvroSchemas(), new ForeignSchemas("JSON"), new ForeignSchemas("PROTOBUF"));
    try {
      return new CachedSchemaRegistryClient(rest, CACHED_SCHEMAS, types, configs, headers);
    } catch (RuntimeException | LinkageError | ServiceConfigurationError e) {
      throw new IllegalArgumentException(
          "%s* makes no client: %s".formatted(PREFIX, root(e).getMessage()), e);
    }
  }

  private static Throwable root(Throwable e) {
    return e.getCause() == null ? e : root(e.getCause());
  }
}
