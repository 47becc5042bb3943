package dev.coffer.server.startup;

import dev.coffer.server.config.Settings.MasterKeySource;
import dev.coffer.server.config.StartupException;
import dev.coffer.server.sealing.MasterKey;
import dev.coffer.server.sealing.UnusableMasterKey;
import dev.coffer.server.storage.Database;
import dev.coffer.server.storage.Installation;
import dev.coffer.wire.DataDirectoryFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the master key that a database was sealed with, or makes one for a new database. */
public final class MasterKeyLoader {
  private static final Logger LOG = LoggerFactory.getLogger(MasterKeyLoader.class);
  private static final String MASTER_KEY_FILE = DataDirectoryFiles.MASTER_KEY;

  private MasterKeyLoader() {}

  /**
   * Finds the key, and holds it against the database.
   *
   * @param database a new one, or one that was sealed with the key
   * @param directory where a key of the server's own is
   * @param source where the settings say that the key is
   * @param clock tells the time
   * @return the key that the database is sealed with
   * @throws StartupException if the key is missing, unusable, or another than the database's
   */
  public static MasterKey unlock(
      Database database, DataDirectory directory, MasterKeySource source, InstantSource clock) {
    Installation installation = new Installation();
    Optional<Installation.Identity> identity = database.read(installation::find);
    MasterKey key = parse(keyText(directory, source, identity.isEmpty()), source, directory);
    if (identity.isEmpty()) {
      UUID id = UUID.randomUUID();
      Installation.Identity made = new Installation.Identity(id, key.keyCheckValue(id));
      database.write(tx -> {
        installation.establish(tx, made, clock.millis());
        return made;
      });
      identity = database.read(installation::find); // Another server may have been first.
    }
    Installation.Identity known = identity.orElseThrow();
    if (!key.matches(known.id(), known.masterKeyCheckValue())) {
      throw new StartupException(
          "the master key from "
              + describe(source, directory)
              + " is not the one that this database was sealed with; nothing was changed."
              + " Start with the right key");
    }
    return key;
  }

  private static String keyText(DataDirectory directory, MasterKeySource source, boolean isNew) {
    return switch (source) {
      case MasterKeySource.Text given -> given.text();
      case MasterKeySource.KeyFile file -> DataDirectory.readKey(file.path());
      case MasterKeySource.DataDirectory own -> {
        Optional<String> text = directory.readKey(MASTER_KEY_FILE);
        if (text.isPresent()) {
          if (isNew) {
            LOG.warn(
                "there is a master key but no database yet, so an empty one was made; if there was"
                    + " one, stop and put it back from a backup");
          }
          yield text.get();
        }
        yield newKeyText(directory, isNew);
      }
    };
  }

  private static String newKeyText(DataDirectory directory, boolean isNew) {
    Path file = directory.file(MASTER_KEY_FILE);
    if (!isNew) {
      throw new StartupException(
          "the master key "
              + file
              + " is missing, and the database was sealed with it; put back your copy, or name it"
              + " with --master-key-file");
    }
    String text = MasterKey.generateCleartextKeyset();
    directory.write(MASTER_KEY_FILE, text);
    LOG.warn(
        "made the master key {}: keep a copy of it elsewhere, for without it no secret can be read",
        file);
    return text;
  }

  private static MasterKey parse(String text, MasterKeySource source, DataDirectory directory) {
    try {
      return MasterKey.parse(json(text));
    } catch (UnusableMasterKey e) {
      throw new StartupException(
          "the master key from " + describe(source, directory) + " is unusable: " + e.getMessage());
    }
  }

  private static String json(String text) {
    if (text.startsWith("{")) {
      return text;
    }
    try {
      return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text; // Neither form: the parser refuses it.
    }
  }

  private static String describe(MasterKeySource source, DataDirectory directory) {
    return switch (source) {
      case MasterKeySource.Text given -> "COFFER_MASTER_KEY";
      case MasterKeySource.KeyFile file -> file.path().toString();
      case MasterKeySource.DataDirectory own -> directory.file(MASTER_KEY_FILE).toString();
    };
  }
}
