/**
 * Requests to third parties that cannot be led to inner addresses: HTTPS alone, to addresses of the
 * public internet alone, looked at after the name was resolved, at each redirect. What may be sent
 * and what comes back is bounded.
 */
package dev.coffer.egress;
