package dev.coffer.server.members;

import java.time.Instant;
import java.util.UUID;

/**
 * Another email that a person has asked for.
 *
 * @param account the id of the person's account
 * @param before the address that the account has
 * @param email the address that the person wants
 * @param expiry when this ends
 */
public record EmailChange(UUID account, String before, String email, Instant expiry) {}
