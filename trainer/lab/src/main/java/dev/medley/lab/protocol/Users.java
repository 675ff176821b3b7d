package dev.medley.lab.protocol;

import dev.medley.lab.users.ModelUser;
import dev.medley.lab.users.SimulatedUser;
import dev.medley.lab.users.Strength;
import dev.medley.lab.users.Taste;
import dev.medley.lab.users.User;
import java.net.URI;

/**
 * Who edits: rule-based users, or a language model.
 *
 * @param url of an OpenAI-compatible server; null for rule-based users
 * @param model as that server names it
 */
public record Users(URI url, String model) {
  /** At the rounds the user is strong, as in the paper. */
  public enum Judge {
    /** The one whom members learnt from. */
    OWN,
    /** Other wordings of the same styles, another threshold. */
    TRANSFER;

    private Taste taste() {
      return this == OWN ? Taste.OWN : Taste.TRANSFER;
    }
  }

  User log(Setting setting) {
    return user(setting.task(), setting.strength(), Taste.OWN, 0);
  }

  public User judge(Judge judge, String task) {
    return user(task, Strength.STRONG, judge.taste(), 0);
  }

  /** A language model has one taste; what it is told differs by style alone. */
  public User user(String task, Strength strength, Taste taste, int shift) {
    return url == null
        ? SimulatedUser.ofSources(task, strength, taste, shift)
        : new ModelUser(url, model, strength, shift);
  }
}
