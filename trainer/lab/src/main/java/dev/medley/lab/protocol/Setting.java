package dev.medley.lab.protocol;

import dev.medley.lab.users.Strength;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A column of the paper's tables: a task, and the strength of the users of the offline log. */
public record Setting(String task, Strength strength) {
  public static final List<Setting> ALL = all();

  private static List<Setting> all() {
    List<Setting> all = new ArrayList<>();
    for (String task : List.of("summary", "email")) {
      for (Strength strength : Strength.values()) {
        all.add(new Setting(task, strength));
      }
    }
    return List.copyOf(all);
  }

  /** Such as email-weak. */
  public String name() {
    return task + "-" + strength.name().toLowerCase(Locale.ROOT);
  }
}
