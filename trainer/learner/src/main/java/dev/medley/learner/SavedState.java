package dev.medley.learner;

import dev.medley.schemas.TrainerManifest;

/** A member's last committed round as it was read back, verified against its digest. */
record SavedState(TrainerManifest manifest, MemberState state) {}
