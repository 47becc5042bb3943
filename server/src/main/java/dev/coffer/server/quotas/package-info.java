/** How much there may be, and what is said when there is no room for more. */
package dev.coffer.server.quotas;
