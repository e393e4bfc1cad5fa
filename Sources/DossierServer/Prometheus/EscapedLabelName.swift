/// Names of labels in paths, as Prometheus escapes those that are not plain: `U__host_2e_name`.
enum EscapedLabelName {
    /// The name; the text itself if it is not escaped, or not rightly.
    static func decoded(_ text: String) -> String {
        guard text.hasPrefix("U__") else { return text }
        var name = String.UnicodeScalarView()
        var rest = text.unicodeScalars.dropFirst(3)
        while let scalar = rest.popFirst() {
            guard scalar == "_" else {
                name.append(scalar)
                continue
            }
            let digits = rest.prefix { $0 != "_" }
            rest = rest.dropFirst(digits.count)
            guard rest.popFirst() != nil else { return text }
            if digits.isEmpty {
                name.append("_")
            } else {
                guard digits.count <= 6, let code = UInt32(String(digits), radix: 16),
                    let decoded = Unicode.Scalar(code)
                else { return text }
                name.append(decoded)
            }
        }
        return String(name)
    }
}
