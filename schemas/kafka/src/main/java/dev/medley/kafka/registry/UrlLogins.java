package dev.medley.kafka.registry;

import io.confluent.kafka.schemaregistry.client.security.basicauth.BasicAuthCredentialProvider;
import java.net.URL;
import java.util.Map;

/**
 * Logins by host and port. The client would take them raw out of its addresses, and log these at a
 * failure with their passwords.
 */
record UrlLogins(Map<String, String> logins) implements BasicAuthCredentialProvider {
  @Override
  public String alias() {
    return "URL";
  }

  @Override
  public String getUserInfo(URL url) {
    return logins.get(url.getAuthority());
  }

  @Override
  public void configure(Map<String, ?> configs) {}

  @Override
  public String toString() {
    return "UrlLogins";
  }
}
