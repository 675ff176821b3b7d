package dev.medley.serving.events;

import dev.medley.schemas.Edit;
import dev.medley.schemas.EditAction;
import dev.medley.schemas.FinishReason;
import dev.medley.schemas.Generation;
import dev.medley.schemas.Sampling;
import dev.medley.schemas.names.ArmName;
import java.time.Instant;
import java.util.List;

/** Records that are never sent: serialising them makes the registry know their schemas. */
public final class Samples {
  private Samples() {}

  public static Generation generation() {
    return Generation.newBuilder()
        .setId("")
        .setTask("")
        .setMessages(List.of())
        .setResponse("")
        .setMember(ArmName.BASE.value())
        .setPropensity(1)
        .setCheckpoint(0)
        .setSampling(new Sampling(0.0, 1.0, 1, 0L))
        .setFinishReason(FinishReason.STOP)
        .setPromptTokens(0)
        .setResponseTokens(0)
        .setCreatedAt(Instant.EPOCH)
        .build();
  }

  static Edit edit() {
    return Edit.newBuilder()
        .setGenerationId("")
        .setAction(EditAction.ACCEPTED)
        .setEditedAt(Instant.EPOCH)
        .build();
  }
}
