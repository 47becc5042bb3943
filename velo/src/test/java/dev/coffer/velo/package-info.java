/** Tests of the wiring, the settings, and the arrows between packages. */
package dev.coffer.velo;
