package dev.medley.learner.state;

import dev.medley.schemas.TrainerManifest;

/** A member's last committed round as it was read back, verified against its digest. */
public record SavedState(TrainerManifest manifest, MemberState state) {}
