/** The pages of the Members Area: the people of a site. */
package dev.coffer.server.dashboard.members;
