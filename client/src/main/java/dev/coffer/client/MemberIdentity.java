package dev.coffer.client;

/**
 * A member of a site.
 *
 * @param id never changes
 * @param email as the Members Area has it
 * @param role a wire name, such as {@code OWNER}; {@link dev.coffer.wire.MemberRole} has those that
 *     this version knows
 */
public record MemberIdentity(String id, String email, String role) {}
