/**
 * Figures about the running server, for Prometheus. They count and time; they never carry a name,
 * an id or anything else that belongs to a site.
 */
package dev.coffer.server.metrics;
