package dev.medley.learner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.MemberKind;
import dev.medley.schemas.names.NameRule;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Names that operators give members and tasks, at the trainer's door. */
final class MemberNamesTest {
  @Test
  void shouldTakeNamesByTheRule() {
    // When
    MemberId member = MemberId.of("crm.reply", "my-sft=sft");

    // Then
    assertThat(member).isEqualTo(new MemberId("crm.reply", "my-sft", MemberKind.SFT));
    assertThat(MemberId.of("Email", "dpo").key()).isEqualTo("Email/dpo");
  }

  @Test
  void shouldGiveNoTwoMembersOneTransactionalId() {
    // Given
    List<MemberId> members =
        List.of(
            new MemberId("a-b", "c", MemberKind.SFT),
            new MemberId("a", "b-c", MemberKind.SFT),
            new MemberId("a-b", "c-d", MemberKind.SFT),
            new MemberId("a-b-c", "d", MemberKind.SFT));

    // When
    Set<String> ids = new HashSet<>();
    members.forEach(member -> ids.add(member.clientName("p.")));

    // Then
    assertThat(ids).hasSameSizeAs(members).contains("p.medley-trainer-a-b-c");
  }

  @Test
  void shouldRefuseOthersAtTheCommandLineWithOptionValueAndRule() {
    for (String wrong :
        List.of(
            "--tasks=-x",
            "--tasks=email,a/b",
            "--tasks=..",
            "--tasks=" + "x".repeat(101),
            "--members=a/b=sft",
            "--members=-x=sft")) {
      // When
      String error = error("train", "--model=m", "--tasks=email", wrong);

      // Then
      assertThat(error)
          .as(wrong)
          .contains(wrong.substring(0, wrong.indexOf('=')))
          .contains("'" + wrong.substring(Math.max(wrong.indexOf('='), wrong.indexOf(',')) + 1))
          .contains(NameRule.WANTED);
    }
  }

  @Test
  void shouldLeaveBaseAndUnknownToArmsThatDoNotLearn() {
    // When
    String task = error("train", "--model=m", "--tasks=base");
    String member = error("train", "--model=m", "--tasks=email", "--members=Base=sft");
    String retrained = error("retrain", "--model=m", "--task=email", "--kind=sft", "--as=unknown");

    // Then
    assertThat(task).contains("--tasks", "'base'", "base model's");
    assertThat(member).contains("--members", "'Base=sft'", "not base or unknown");
    assertThat(retrained).contains("--as", "'unknown'", "not base or unknown");
  }

  /** What parsing says; nothing is run. */
  private static String error(String... arguments) {
    StringWriter error = new StringWriter();
    int status =
        LearnerCommand.of(new LearnerCommand())
            .setErr(new PrintWriter(error, true))
            .execute(arguments);
    assertThat(status).isEqualTo(2);
    return error.toString();
  }
}
