/// Words of a command line as a person can paste them into a shell.
enum ShellWords {
    private static let plain = Set(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=,@%+".unicodeScalars
    )

    /// The words with blanks between, in quotes where a shell would take them apart.
    ///
    /// Nothing in them is changed by `TerminalText`: what it does not print as it is stands in
    /// escapes of `$'…'`, which bash and zsh read.
    static func joined(_ words: [String]) -> String {
        words.map(quoted).joined(separator: " ")
    }

    /// Scalars are looked at one by one: a quote with an accent is one character, but a shell takes
    /// it for a quote.
    private static func quoted(_ word: String) -> String {
        let scalars = word.unicodeScalars
        if !scalars.isEmpty, scalars.allSatisfy(plain.contains) { return word }
        if scalars.contains(where: isUnprintable) {
            return "$'" + scalars.map(escaped).joined() + "'"
        }
        return "'" + scalars.map { $0 == "'" ? #"'\''"# : String($0) }.joined() + "'"
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\t": #"\t"#
        case "\n": #"\n"#
        case "\r": #"\r"#
        case "\\": #"\\"#
        // Neither ends the quotes, nor is it taken for a command of the history.
        case "'", "!": bytes(of: scalar)
        default: isUnprintable(scalar) ? bytes(of: scalar) : String(scalar)
        }
    }

    private static func bytes(of scalar: Unicode.Scalar) -> String {
        String(scalar).utf8.map { byte in
            (byte < 16 ? "\\x0" : "\\x") + String(byte, radix: 16, uppercase: true)
        }
        .joined()
    }

    private static func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
