package dev.medley.schemas;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * Why a schema registry could not be asked. Whoever asks waits for the end of it, as the records
 * may be fine; everything else that a registry says is about the schema, and stays so.
 */
public enum RegistryTrouble {
  /** Nobody answers at the address, or not in TLS, or with a certificate that isn't trusted. */
  UNREACHABLE("can't be reached"),
  /** 401 or 403. */
  LOGIN("refuses the login: mend schema.registry.* in --kafka-config, and restart"),
  /** 429. */
  BUSY("wants to be asked less"),
  /** 5xx. */
  FAILING("fails"),
  /** A web page, a redirect, or a refusal without one of a registry's own codes. */
  NOT_A_REGISTRY("is not what answers, see --schema-registry");

  private static final Map<RegistryTrouble, LongAdder> MET =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(each -> each, each -> new LongAdder()));

  final String says;

  RegistryTrouble(String says) {
    this.says = says;
  }

  /** What a client's exception says of the registry; empty where the registry did answer. */
  public static Optional<RegistryTrouble> of(Exception e) {
    if (e instanceof RestClientException answer) {
      return ofAnswer(answer.getStatus(), answer.getErrorCode());
    }
    if (e instanceof JsonProcessingException || e instanceof NullPointerException) {
      // A page with status 200; no body at all.
      return Optional.of(NOT_A_REGISTRY);
    }
    if (e instanceof IOException) {
      // The client says so, too, of a schema of a type that it has no provider for.
      boolean ofSchema =
          e.getClass() == IOException.class
              && String.valueOf(e.getMessage()).startsWith("Invalid schema ");
      return ofSchema ? Optional.empty() : Optional.of(UNREACHABLE);
    }
    // A schema's reference that can't be fetched comes wrapped.
    return e.getCause() instanceof Exception cause ? of(cause) : Optional.empty();
  }

  private static Optional<RegistryTrouble> ofAnswer(int status, int code) {
    if (status == 401 || status == 403) {
      return Optional.of(LOGIN);
    }
    if (status == 429) {
      return Optional.of(BUSY);
    }
    if (status >= 500) {
      return Optional.of(FAILING);
    }
    // A registry's codes begin with the status: 40403 is a schema that it does not have. 409, a
    // schema that does not go with an earlier one, has no code of its own.
    boolean answered = code / 100 == status || (status == 409 && code == 409);
    return answered ? Optional.empty() : Optional.of(NOT_A_REGISTRY);
  }

  /** How often this process met it. */
  public long met() {
    return MET.get(this).sum();
  }

  void meet() {
    MET.get(this).increment();
  }
}
