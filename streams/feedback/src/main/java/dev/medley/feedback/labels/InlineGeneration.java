package dev.medley.feedback.labels;

import dev.medley.schemas.Edit;
import dev.medley.schemas.FinishReason;
import dev.medley.schemas.Generation;
import dev.medley.schemas.Sampling;
import dev.medley.schemas.names.ArmName;

/** The generation that an edit carries inline, where nobody logged it. */
public final class InlineGeneration {
  private InlineGeneration() {}

  public static Generation of(Edit edit) {
    return Generation.newBuilder()
        .setId(edit.getGenerationId())
        .setTask(edit.getTask())
        .setUser(edit.getUser())
        .setMessages(edit.getMessages())
        .setResponse(edit.getResponse())
        .setMember(ArmName.UNKNOWN.value())
        .setPropensity(1)
        .setCheckpoint(0)
        .setSampling(new Sampling(0.0, 1.0, 0, 0L))
        .setFinishReason(FinishReason.STOP)
        .setPromptTokens(0)
        .setResponseTokens(0)
        .setCreatedAt(edit.getEditedAt())
        .build();
  }
}
