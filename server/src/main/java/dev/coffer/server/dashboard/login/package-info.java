/** The pages on which people prove who they are. */
package dev.coffer.server.dashboard.login;
