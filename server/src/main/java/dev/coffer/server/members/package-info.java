/** The Members Area: the people of a site, their roles, and invitations. */
package dev.coffer.server.members;
