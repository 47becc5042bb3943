package dev.coffer.server.members;

import dev.coffer.server.access.Role;
import java.time.Instant;
import java.util.UUID;

/**
 * A person of a site.
 *
 * @param account the id of the person's account
 * @param email the person's address
 * @param role what the person is there
 * @param since since when
 */
public record Member(UUID account, String email, Role role, Instant since) {}
