package dev.medley.local.users;

import dev.medley.lab.users.SimulatedUser;
import dev.medley.lab.users.Situation;

/** An edit with its context and its user, kept so that the base can be asked the same. */
public record Turn(EditFigures figures, SimulatedUser user, Situation situation) {}
