import DossierPrimitives

extension Labels: CustomStringConvertible {
    /// All pairs in braces, the name of the metric among them: `{__name__="up", job="web"}`.
    package var description: String {
        var text = "{"
        for label in pairs {
            if text.utf8.count > 1 { text += ", " }
            let name = String(decoding: label.name, as: UTF8.self)
            text += label.name.isLegacyLabelName ? name : QuotedText.text(of: label.name)
            text += "="
            text += QuotedText.text(of: label.value)
        }
        return text + "}"
    }
}

extension [UInt8] {
    /// Whether a label name can stand in an expression without quotes.
    package var isLegacyLabelName: Bool {
        guard let first, first == 0x5F || first.isASCIILetter else { return false }
        return allSatisfy { $0 == 0x5F || $0.isASCIILetter || (0x30...0x39).contains($0) }
    }
}

extension UInt8 {
    fileprivate var isASCIILetter: Bool {
        (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self)
    }
}
