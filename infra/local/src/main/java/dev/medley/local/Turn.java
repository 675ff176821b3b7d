package dev.medley.local;

import dev.medley.lab.SimulatedUser;
import dev.medley.lab.Situation;

/** An edit with its context and its user, kept so that the base can be asked the same. */
record Turn(EditFigures figures, SimulatedUser user, Situation situation) {}
