import DossierPrimitives

extension ByteString {
    /// The text between double quotes, escaped as Go's `%q` does.
    package var quoted: String { QuotedText.text(of: bytes) }
}
