/** The files of a Velo site: what is there, what changed, what permissions.json says. */
package dev.coffer.velo.site;
