/** The pages of API keys. */
package dev.coffer.server.dashboard.keys;
