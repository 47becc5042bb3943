package dev.coffer.server.secrets;

import java.util.List;
import java.util.UUID;

/**
 * The secrets of a site.
 *
 * @param secrets those that can be read, oldest first
 * @param corrupted the ids of those whose stored record was altered and does not open
 */
public record SecretList(List<SecretInfo> secrets, List<UUID> corrupted) {}
