package dev.medley.lab.protocol;

import dev.medley.lab.work.Progress;
import dev.medley.lab.work.Work;
import dev.medley.learner.settings.RlObjective;
import dev.medley.lm.LanguageModel;
import dev.medley.lm.fixtures.TinyModel;
import dev.medley.lm.torch.Precision;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The protocol, small, on a random model. */
public final class TinyLab {
  public static final Scale SCALE =
      new Scale(
          "tiny",
          40,
          12,
          4,
          6,
          2,
          List.of(new Point(.02, 1, .1), new Point(.03, .1, .1)),
          4,
          12,
          List.of(8),
          RlObjective.COST_MODEL);

  public static final Users USERS = new Users(null, null);

  private final Path folder;
  private final Path model;

  public TinyLab(Path folder) throws IOException {
    System.setProperty("java.awt.headless", "true");
    this.folder = folder;
    this.model = TinyModel.QUIET.with(texts(), 500, 512).write(folder.resolve("model"));
  }

  /** What the model is told in both tasks, for its tokenizer. */
  private static List<String> texts() {
    return Stream.of("email", "summary")
        .flatMap(task -> Contexts.draw(task, Contexts.Part.LOG, 9, 100).stream())
        .map(situation -> situation.messages().get(0).content())
        .toList();
  }

  public LanguageModel model() {
    return LanguageModel.load(model, Precision.FLOAT32);
  }

  /** What was done before stays. */
  public Work work() {
    return new Work(
        folder.resolve("work"),
        SCALE.name(),
        this::model,
        2,
        Long.MAX_VALUE,
        new Progress(new PrintStream(OutputStream.nullOutputStream())));
  }
}
