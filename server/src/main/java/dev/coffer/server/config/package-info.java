/** The settings of a server, and what is wrong with them. */
package dev.coffer.server.config;
