package dev.medley.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;

/**
 * Gives wrong values to all options of a command and of those beneath it, and reads what is said.
 * It is loaded beside each module's own libraries, so it knows the JDK and picocli alone.
 */
public final class OptionsWalk {
  private static final Set<Class<?>> NUMBERS =
      Set.of(int.class, long.class, double.class, Long.class, Duration.class);
  private static final List<String> NO_WORDS = List.of("ten#");
  private static final List<String> NO_NUMBERS = List.of("ten#", "10d", "NaN", "Infinity", "1e400");
  private static final Pattern WANTED =
      Pattern.compile("need \\S|expected one of \\[|is not a boolean");

  private final CommandLine root;
  private final Set<String> free;
  private final Set<String> signed;
  private final List<String> found = new ArrayList<>();

  private OptionsWalk(CommandLine root, Set<String> free, Set<String> signed) {
    this.root = root;
    this.free = free;
    this.signed = signed;
  }

  /**
   * What there is to say of each option: one line that begins with {@code free}, {@code held} or
   * {@code fault}.
   *
   * @param free options that any text is right for
   * @param signed options that may be below zero
   */
  public static List<String> of(Class<?> command, Set<String> free, Set<String> signed) {
    // As all mains read theirs.
    CommandLine root = new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true);
    OptionsWalk walk = new OptionsWalk(root, free, signed);
    walk.walk(root, List.of());
    return walk.found;
  }

  private void walk(CommandLine command, List<String> path) {
    String name = command.getCommandSpec().qualifiedName();
    for (ArgSpec argument : command.getCommandSpec().args()) {
      boolean help =
          argument instanceof OptionSpec option && (option.usageHelp() || option.versionHelp());
      if (!help) {
        String label = label(argument);
        String full = name + " " + label;
        boolean any = free.contains(label) || free.contains(full);
        List<String> faults = any ? List.of() : faults(argument, path);
        List<String> all = new ArrayList<>(faults);
        if (!saysWhatHoldsOtherwise(argument)) {
          all.add("--help says neither a default nor that it is required");
        }
        all.forEach(fault -> found.add("fault " + full + ": " + fault));
        if (all.isEmpty()) {
          found.add((any ? "free " : "held ") + (free.contains(full) ? full : label));
        }
      }
    }
    command
        .getSubcommands()
        .forEach(
            (sub, line) -> {
              List<String> below = new ArrayList<>(path);
              below.add(sub);
              walk(line, below);
            });
  }

  private static String label(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }

  private List<String> faults(ArgSpec argument, List<String> path) {
    String label = label(argument);
    List<String> wrong = new ArrayList<>(NUMBERS.contains(argument.type()) ? NO_NUMBERS : NO_WORDS);
    if (NUMBERS.contains(argument.type()) && !signed.contains(label)) {
      wrong.add("-1");
    }
    String usual = argument.defaultValueString(true);
    if (NUMBERS.contains(argument.type()) && !usual.isEmpty()) {
      wrong.add("");
    }
    List<String> faults = new ArrayList<>();
    for (String value : wrong) {
      String said = refusal(argument, path, value);
      if (said == null) {
        faults.add("takes '" + value + "'");
      } else if (!said.contains(label)
          || !said.contains("'" + value + "'")
          || !WANTED.matcher(said).find()
          || said.lines().count() != 1) {
        faults.add("says of '" + value + "': " + said);
      }
    }
    boolean has = argument.defaultValue() != null && !usual.equals("null");
    String said = has ? refusal(argument, path, usual) : null;
    if (said != null) {
      faults.add("refuses its own default: " + said);
    }
    return faults;
  }

  /** What is said of a value; null where it is taken. Nothing is run. */
  private String refusal(ArgSpec argument, List<String> path, String value) {
    List<String> words = new ArrayList<>(path);
    words.add(argument instanceof PositionalParamSpec ? value : label(argument) + "=" + value);
    try {
      root.parseArgs(words.toArray(String[]::new));
      return null;
    } catch (MissingParameterException e) {
      return null;
    } catch (ParameterException e) {
      return e.getMessage();
    }
  }

  private static boolean saysWhatHoldsOtherwise(ArgSpec argument) {
    boolean flag = argument.type() == boolean.class && argument.defaultValue() == null;
    String help = String.join(" ", argument.description());
    return flag
        || argument instanceof PositionalParamSpec
        || Pattern.compile("[Dd]efault:|[Rr]equired|needed").matcher(help).find();
  }
}
