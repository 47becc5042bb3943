/** The pages on which sites are chosen, made, renamed and deleted. */
package dev.coffer.server.dashboard.sites;
