package dev.coffer.client;

import java.util.List;

/**
 * The secrets of a site.
 *
 * @param secrets all that can be opened
 * @param corruptedSecretIds the ids of stored records that were modified or damaged, and are not
 *     among the others
 */
public record SecretListing(List<SecretMetadata> secrets, List<String> corruptedSecretIds) {
  /** Takes copies. */
  public SecretListing {
    secrets = List.copyOf(secrets);
    corruptedSecretIds = List.copyOf(corruptedSecretIds);
  }
}
