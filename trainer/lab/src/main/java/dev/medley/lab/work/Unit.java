package dev.medley.lab.work;

import dev.medley.lm.LanguageModel;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A piece of work whose result is one file.
 *
 * @param name of the file in the work folder, without its ending
 * @param seconds about what it takes on one core, for the time to go
 * @param body makes the result, which Jackson can write, with the worker's model, loaded when first
 *     asked for
 */
public record Unit(String name, double seconds, Function<Supplier<LanguageModel>, Object> body) {}
