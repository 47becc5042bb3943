import java.io.File;
import java.security.KeyStore;
import java.util.Base64;

/** Prints the private key and the certificate of one entry of a keystore as PEM. */
public final class KeystoreToPem {
  public static void main(String[] arguments) throws Exception {
    char[] password = arguments[1].toCharArray();
    String alias = arguments[2];
    KeyStore keystore = KeyStore.getInstance(new File(arguments[0]), password);
    System.out.print(pem("PRIVATE KEY", keystore.getKey(alias, password).getEncoded()));
    System.out.print(pem("CERTIFICATE", keystore.getCertificate(alias).getEncoded()));
  }

  private static String pem(String label, byte[] encoded) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
    return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
  }
}
