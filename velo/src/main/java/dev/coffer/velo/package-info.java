/**
 * Runs the backend code of a Velo site; {@link dev.coffer.velo.VeloServer} puts the parts together.
 */
package dev.coffer.velo;
