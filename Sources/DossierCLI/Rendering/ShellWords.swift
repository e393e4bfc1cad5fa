/// Words of a command line as a person can paste them into a shell.
enum ShellWords {
    private static let plain = Set(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=,@%+"
    )

    /// The words with blanks between, in quotes where a shell would take them apart.
    static func joined(_ words: [String]) -> String {
        words.map { word in
            !word.isEmpty && word.allSatisfy(plain.contains)
                ? word : "'" + word.replacing("'", with: #"'\''"#) + "'"
        }
        .joined(separator: " ")
    }
}
