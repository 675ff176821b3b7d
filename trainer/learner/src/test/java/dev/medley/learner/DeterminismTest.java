package dev.medley.learner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.learner.proofs.DisturbedRun;
import dev.medley.learner.proofs.LabelPlaces;
import dev.medley.learner.proofs.MemberJournal;
import dev.medley.learner.proofs.Replays;
import dev.medley.learner.settings.MemberId;
import dev.medley.lm.fixtures.TinyModel;
import dev.medley.schemas.Return;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Labels and journal give the weights, whatever happens to trainers. {@code
 * trainer/learner/determinism} kills one more often, with all members.
 */
@ExtendWith(SharedPlatform.class)
final class DeterminismTest {
  private static final List<String> MEMBERS = List.of("early", "rl");

  @TempDir private Path folder;

  @Test
  void shouldGiveTheSameBytesFromLabelsAndJournalAlone(Platform platform) throws Exception {
    // Given
    Path base = TinyModel.QUIET.write(folder.resolve("base"));
    DisturbedRun.Settings settings =
        new DisturbedRun.Settings(MEMBERS, 240, 2, 1, Duration.ofSeconds(6), 5);
    DisturbedRun.Outcome outcome = new DisturbedRun(platform, base, folder, settings).run();
    int returned = 0;
    for (String member : MEMBERS) {
      MemberJournal journal = MemberJournal.read(outcome.cluster(), MemberId.of("email", member));

      // When
      Replays replay =
          Replays.of(outcome.cluster(), journal, base, folder.resolve(member + ".log"));

      // Then
      assertThat(replay.checkpoints()).isGreaterThan(2);
      assertThat(replay.same()).isEqualTo(replay.checkpoints());
      assertThat(replay.status()).isZero();
      assertThat(journal.gaps()).isZero();
      assertThat(LabelPlaces.of(outcome.cluster(), journal)).isEqualTo(new LabelPlaces(240, 0, 0));
      returned += journal.all(Return.class).size();
    }
    assertThat(returned).isOne();
  }
}
