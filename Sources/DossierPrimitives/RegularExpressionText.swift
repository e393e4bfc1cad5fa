/// Regular expressions of RE2, as text.
public enum RegularExpressionText {
    /// The expression that matches a text alone, as Go's `regexp.QuoteMeta` writes it.
    public static func quoted(_ text: String) -> String {
        var pattern = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if special.contains(scalar) { pattern.append("\\") }
            pattern.append(scalar)
        }
        return String(pattern)
    }

    private static let special = Set(#"\.+*?()|[]{}^$"#.unicodeScalars)
}
