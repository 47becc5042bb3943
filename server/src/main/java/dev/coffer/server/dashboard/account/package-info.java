/** The pages of a person's own account. */
package dev.coffer.server.dashboard.account;
