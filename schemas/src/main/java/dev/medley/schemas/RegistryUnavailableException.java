package dev.medley.schemas;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import org.apache.kafka.common.errors.RetriableException;

/** The registry could not be asked; the record itself may be fine. It has no cause to be quoted. */
public final class RegistryUnavailableException extends RetriableException {
  private final RegistryTrouble trouble;

  RegistryUnavailableException(RegistryTrouble trouble, String wanted, Exception e) {
    super("The schema registry %s; asked for %s (%s)".formatted(trouble.says, wanted, reason(e)));
    this.trouble = trouble;
    trouble.meet();
  }

  public RegistryTrouble trouble() {
    return trouble;
  }

  /** Of an answer only the status: its body may be anything. */
  private static String reason(Throwable e) {
    if (e instanceof RestClientException answer) {
      return "HTTP status " + answer.getStatus();
    }
    if (e instanceof JsonProcessingException) {
      return "no JSON";
    }
    if (e instanceof IOException) {
      return "%s: %s".formatted(e.getClass().getSimpleName(), e.getMessage());
    }
    return e.getCause() == null ? e.getClass().getSimpleName() : reason(e.getCause());
  }
}
