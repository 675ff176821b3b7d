package dev.medley.kafka;

import io.confluent.kafka.schemaregistry.client.security.bearerauth.BearerAuthCredentialProvider;
import java.net.URL;
import java.util.Map;

/** An operator's own provider of tokens, which reads a property of its own. */
public final class OwnToken implements BearerAuthCredentialProvider {
  private String token;

  @Override
  public void configure(Map<String, ?> configs) {
    token = (String) configs.get("bearer.auth.own");
  }

  @Override
  public String getBearerToken(URL url) {
    return token;
  }
}
