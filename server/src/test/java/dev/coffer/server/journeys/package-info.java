/** What goes through all of a server at once: storms, kills, stops, random calls. */
package dev.coffer.server.journeys;
