package dev.coffer.server.members;

import dev.coffer.server.access.Role;
import dev.coffer.server.sites.Site;
import java.time.Instant;
import java.util.UUID;

/**
 * A link that makes whoever has it a member of a site, once.
 *
 * @param id the invitation's id, which is not what proves it
 * @param site the site
 * @param role the role that it gives
 * @param setsUp whether it makes the site's first owner
 * @param note for whom it is
 * @param createdBy who made it
 * @param expiry when it ends
 */
public record Invitation(
    UUID id, Site site, Role role, boolean setsUp, String note, String createdBy, Instant expiry) {}
