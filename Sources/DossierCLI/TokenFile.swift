internal import Glibc

/// The file that holds the token of a server.
enum TokenFile {
    /// The first line.
    ///
    /// It is refused if it can't be sent as a token; a token that could be guessed, or a file that
    /// other users can read, is warned of.
    static func read(_ path: String) throws -> String {
        let text: String
        do {
            text = try TextFile.read(path)
        } catch {
            throw CommandFailure("\(path): \(error)")
        }
        let token = String(text.prefix { !$0.isNewline })
        guard !token.isEmpty, token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw CommandFailure(
                "the first line of \(path) is no token: it must have letters, digits and signs of"
                    + " ASCII, and no blanks"
            )
        }
        if token.utf8.count < 16 {
            Messages.warning("the token in \(path) can be guessed; take 16 characters or more")
        }
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & 0o077 != 0 {
            Messages.warning("other users may read the token in \(path); chmod 600 it")
        }
        return token
    }
}
