package dev.medley.feedback;

import dev.medley.schemas.Edit;
import dev.medley.schemas.EditAction;
import dev.medley.schemas.FinishReason;
import dev.medley.schemas.Generation;
import dev.medley.schemas.Message;
import dev.medley.schemas.Sampling;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Generations and edits of the tests. */
public final class Events {

  private Events() {}

  /** Not long ago: brokers stamp what they get. */
  private static Instant time() {
    return Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.MILLIS);
  }

  public static Generation generation(String id, String response) {
    return Generation.newBuilder()
        .setId(id)
        .setTask("email")
        .setUser("u1")
        .setMessages(List.of(new Message("user", "notes")))
        .setResponse(response)
        .setMember("sft")
        .setPropensity(0.5)
        .setCheckpoint(3)
        .setSampling(new Sampling(0.0, 1.0, 64, 0L))
        .setFinishReason(FinishReason.STOP)
        .setPromptTokens(5)
        .setResponseTokens(7)
        .setCreatedAt(time())
        .build();
  }

  public static Edit edited(String id, int revision, String text) {
    return Edit.newBuilder()
        .setGenerationId(id)
        .setAction(EditAction.EDITED)
        .setText(text)
        .setRevision(revision)
        .setEditedAt(time().plusSeconds(revision + 1))
        .build();
  }

  public static Edit action(String id, EditAction action) {
    return Edit.newBuilder()
        .setGenerationId(id)
        .setAction(action)
        .setEditedAt(time().plusSeconds(1))
        .build();
  }

  public static Edit inline(Edit edit, String response) {
    edit.setTask("notes");
    edit.setMessages(List.of(new Message("user", "x")));
    edit.setResponse(response);
    return edit;
  }
}
