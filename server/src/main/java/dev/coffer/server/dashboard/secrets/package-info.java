/** The pages of the Secrets Manager: the secrets of a site. */
package dev.coffer.server.dashboard.secrets;
