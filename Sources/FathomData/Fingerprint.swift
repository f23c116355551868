/// What tells texts apart without showing them.
public enum Fingerprint {
  /// SHA-256 of a text's UTF-8, in hexadecimal.
  public static func sha256(_ text: String) -> String {
    var digest = Digest()
    digest.update(text)
    return digest.finish()
  }
}
