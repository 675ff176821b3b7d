package dev.medley.lm.lora;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.medley.lm.config.LinearModule;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * PEFT's {@code target_modules}: names, each of which is a module's path or its end after a dot; or
 * one regular expression of whole paths; or every linear module of the layers ({@code
 * "all-linear"}). Expressions are matched in linear time (RE2), so lookarounds and references back
 * are refused.
 *
 * @param names empty where there is an expression
 * @param expression null where there are names
 */
public record TargetModules(List<String> names, String expression) {
  private static final String ALL_LINEAR = "all-linear";

  public TargetModules {
    names = List.copyOf(names);
    if (names.isEmpty() == (expression == null)) {
      throw new IllegalArgumentException("target_modules need names or an expression");
    }
    if (expression != null) {
      compile(expression);
    }
  }

  static TargetModules of(List<String> names) {
    return new TargetModules(names, null);
  }

  public static TargetModules matching(String expression) {
    return new TargetModules(List.of(), expression);
  }

  /** All seven linear modules of a layer, by name. */
  static TargetModules all() {
    return of(Arrays.stream(LinearModule.values()).map(LinearModule::target).toList());
  }

  /** Whether it adapts a module, such as {@code model.layers.0.self_attn.q_proj}. */
  boolean contains(String path) {
    if (expression == null) {
      return names.stream().anyMatch(name -> names(name, path));
    }
    // PEFT leaves out the head here; the only linear modules besides are the layers'.
    return expression.toLowerCase(Locale.ROOT).equals(ALL_LINEAR)
        ? path.endsWith("_proj")
        : compile(expression).matches(path);
  }

  static boolean names(String name, String path) {
    return path.equals(name) || path.endsWith("." + name);
  }

  /**
   * Compiles an expression of PEFT's.
   *
   * @throws IllegalArgumentException naming what is wrong with it
   */
  static Pattern compile(String expression) {
    try {
      return Pattern.compile(expression);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "'%s' is no regular expression that can be matched in linear time: %s"
              .formatted(expression, e.getMessage()),
          e);
    }
  }
}
